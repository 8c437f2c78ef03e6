using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>Qwen/Qwen2.5-Math-PRM-* and Qwen2.5-Math-7B-PRM800K: a conversation whose answer has <c>&lt;extra_0&gt;</c> after every step.</summary>
internal sealed class QwenMathLayout : RewardLayout
{
    private const string Mark = "<extra_0>";
    private const string Instruction = "Please reason step by step, and put your final answer within \\boxed{}.";
    private readonly int _mark;

    public QwenMathLayout(LanguageModel model)
        : base(model) => _mark = model.Tokenizer.TokenId(Mark)
            ?? throw new ArgumentException($"The model's tokenizer has no token '{Mark}', which ends the steps of Qwen's process reward models. Take the model's own tokenizer.json, or name another family.", nameof(model));

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt) => Model.EncodePrompt(
        prompt.Messages.Any(message => message.Role == PromptRole.System) ? prompt : new([new(PromptRole.System, Instruction), .. prompt.Messages]));

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path) => new([.. before, .. EncodeStep(StepText(path.Step!), _mark), _mark], []);

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfLabels(outputs);
}
