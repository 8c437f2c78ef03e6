using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>RLHFlow/Llama3.1-8B-PRM-*: the user's turns are the steps, the first with the question; the assistant answers "+" or "-". Read where that answer begins, before it is there.</summary>
internal sealed class RlhFlowLayout : RewardLayout
{
    private readonly int _good;
    private readonly int _bad;

    public RlhFlowLayout(LanguageModel model)
        : base(model)
    {
        if (!model.HasTemplate)
            throw new ArgumentException("RLHFlow reward models read conversations, and this model has no chat template. Take the model's own tokenizer_config.json or chat_template.jinja, and do not load it with Prompting.Plain.", nameof(model));
        (_good, _bad) = (LastToken("+"), LastToken("-"));
    }

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path)
    {
        var messages = path.Prompt.Messages.Where(message => message.Role == PromptRole.System).ToList();
        var question = string.Join("\n\n", path.Prompt.Messages.Where(message => message.Role != PromptRole.System).Select(message => message.Text));
        foreach (var (index, step) in path.Steps.Index())
        {
            if (index > 0)
                messages.Add(new(PromptRole.Assistant, "+"));
            messages.Add(new(PromptRole.User, index > 0 ? StepText(step) : $"{question} {StepText(step)}"));
        }

        return new(Model.EncodePrompt(new([.. messages])), []);
    }

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTwo(outputs[_bad], outputs[_good]);
}
