using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>A language model trained to say good or bad at a control token of its own: the prompt as the model has its prompts, then each step encoded by itself with the token after it.</summary>
internal sealed class MarkTokenLayout : RewardLayout
{
    private readonly int _mark;
    private readonly int _good;
    private readonly int _bad;

    public MarkTokenLayout(LanguageModel model, string mark, string good, string bad)
        : base(model)
    {
        _mark = model.Tokenizer.TokenId(mark)
            ?? throw new ArgumentException($"The model's tokenizer has no token '{mark}', which is to end the steps. Take the tokenizer.json that the reward model was trained with, or name the token that it was trained to be scored at.", nameof(model));
        (_good, _bad) = (LastToken(good), LastToken(bad));
        if (_good == _bad)
            throw new ArgumentException($"'{good}' and '{bad}' end in the same token ({_good}) of the model's tokenizer: they can not be told apart. Name two words that end in different tokens.", nameof(model));
    }

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt) => Model.EncodePrompt(prompt);

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path) => new([.. before, .. EncodeStep(StepText(path.Step!), _mark), _mark], []);

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTwo(outputs[_bad], outputs[_good]);
}
