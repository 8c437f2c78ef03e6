using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>peiyi9979/math-shepherd-mistral-7b-prm: <c>question Step 1: … ки\nStep 2: … ки</c>.</summary>
internal class MathShepherdLayout : MarkedTextLayout
{
    private readonly int _good;
    private readonly int _bad;

    public MathShepherdLayout(LanguageModel model)
        : base(model, " ки", "\nStep")
    {
        // Ids are the tokenizer's own; encoded together, as the original does, both are in the form they have after a space.
        (_good, _bad) = model.Tokenizer.Encode("+ -", addSpecialTokens: false) is [var good, .., var bad] ? (good, bad) : (LastToken("+"), LastToken("-"));
    }

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTwo(outputs[_bad], outputs[_good]);

    /// <inheritdoc/>
    protected override void Write(StringBuilder text, int number, string step)
    {
        text.Append(number == 1 ? ' ' : '\n');
        if (!step.StartsWith("Step ", StringComparison.OrdinalIgnoreCase))
            text.Append(CultureInfo.InvariantCulture, $"Step {number}: ");
        text.Append(step);
    }
}
