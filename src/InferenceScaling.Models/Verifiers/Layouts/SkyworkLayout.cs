using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>Skywork/Skywork-o1-Open-PRM-Qwen-2.5-*: the question on a line, then every step as one line, encoded by itself.</summary>
internal sealed class SkyworkLayout : RewardLayout
{
    private readonly int _newline;
    private readonly int? _beginning;

    public SkyworkLayout(LanguageModel model)
        : base(model) => (_newline, _beginning) = (LastToken("\n"), model.BeginningId ?? model.Tokenizer.TokenId("<|endoftext|>"));

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt)
    {
        var tokens = EncodeText(prompt + "\n");
        return _beginning is { } first ? [first, .. tokens] : tokens;
    }

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path) => new([.. before, .. EncodeText(Line(path.Step!)), _newline], []);

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.Sigmoid(outputs[0]);
}
