using System.Text;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>ER-PRM: question and steps with " ки" after each, no line breaks between.</summary>
internal sealed class EntropyRegularizedLayout : MarkedTextLayout
{
    private readonly int _good;
    private readonly int _bad;

    public EntropyRegularizedLayout(LanguageModel model)
        : base(model, " ки", " x") => (_good, _bad) = (LastToken(" +"), LastToken(" -"));

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTwo(outputs[_bad], outputs[_good]);

    /// <inheritdoc/>
    protected override void Write(StringBuilder text, int number, string step) => text.Append(' ').Append(step);
}
