namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>tkitsers/Llemma-reward-model: Math-Shepherd's text, and the sigmoid of the mean logit (<c>hf_score.py</c> of thu-wyz/inference_scaling).</summary>
internal sealed class RebaseLayout(LanguageModel model) : MathShepherdLayout(model)
{
    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfMean(outputs);
}
