using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>PQM: lines that end in <c> [PRM]</c>, a token of their own, with a value head.</summary>
internal sealed class PqmLayout : RewardLayout
{
    private const string Mark = "[PRM]";
    private readonly int _mark;

    public PqmLayout(LanguageModel model)
        : base(model) => _mark = model.Tokenizer.TokenId(Mark)
            ?? throw new ArgumentException($"The model's tokenizer has no token '{Mark}', which ends the steps of PQM's reward models. Take the model's own tokenizer.json, or name another family.", nameof(model));

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt) => EncodeText(prompt + "\n", beginning: true);

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path) =>
        new([.. before, .. EncodeText((path.Depth == 1 ? string.Empty : "\n") + Line(path.Step!) + " "), _mark], []);

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.Sigmoid(outputs[0]);
}
