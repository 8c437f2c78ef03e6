using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>TRL's process-reward trainer: the prompt, then each step encoded by itself with a newline after it.</summary>
internal sealed class TokenClassificationLayout : RewardLayout
{
    private readonly int[] _separator;

    public TokenClassificationLayout(LanguageModel model)
        : base(model)
    {
        _separator = model.Tokenizer.Encode("\n", addSpecialTokens: false);
        _ = LastToken("\n");
    }

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt)
    {
        var tokens = EncodeText(prompt.ToString());
        return Model.BeginningId is { } first ? [first, .. tokens] : tokens;
    }

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path) => new([.. before, .. EncodeText(StepText(path.Step!)), .. _separator], []);

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfLabels(outputs);
}
