using System.Text;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>openreasoner/Math-psa: <c>question step…</c> with a space and five newlines after each step.</summary>
internal sealed class OpenRLayout : MarkedTextLayout
{
    private readonly int _good;
    private readonly int _bad;

    public OpenRLayout(LanguageModel model)
        : base(model, " \n\n\n\n\n", "x") => (_good, _bad) = (LastToken(" +"), LastToken(" -"));

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTwo(outputs[_bad], outputs[_good]);

    /// <inheritdoc/>
    protected override void Write(StringBuilder text, int number, string step)
    {
        if (number == 1)
            text.Append(' ');
        text.Append(step);
    }
}
