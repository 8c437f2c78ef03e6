using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>Sequence classifiers: the conversation with the steps so far as its answer, read at its last token.</summary>
internal sealed class OutcomeLayout(LanguageModel model) : RewardLayout(model)
{
    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path)
    {
        var (stem, tail) = Model.EncodeApart(new([.. path.Prompt.Messages, new(PromptRole.Assistant, path.Text.Trim())]));
        return new(stem, tail);
    }

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfLabels(outputs);
}
