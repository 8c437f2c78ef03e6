using InferenceScaling.Allocation.Routing;

namespace InferenceScaling.Allocation.Escalation;

/// <summary>One stage of an escalation: what it runs, what that costs, and how often it helps.</summary>
/// <param name="Arm">What it runs; a generator of its own makes it a stronger model.</param>
/// <param name="Cost">What it is expected to cost, in the units in which a right answer has its value; at least 0.</param>
/// <param name="Rescue">Probability that it answers rightly what the stages before answered wrongly, in [0, 1].</param>
/// <param name="Harm">Probability that it answers wrongly what the stages before answered rightly, in [0, 1].</param>
public sealed record EscalationStage(StrategyArm Arm, double Cost, double Rescue, double Harm = 0)
{
    /// <summary>A stage measured on questions with known answers, with half a question of each kind added so that nothing is impossible.</summary>
    /// <param name="arm">What it runs.</param>
    /// <param name="cost">What it is expected to cost.</param>
    /// <param name="before">Whether the answer before the stage was right, question by question.</param>
    /// <param name="after">Whether the stage's answer was right.</param>
    public static EscalationStage Measured(StrategyArm arm, double cost, IReadOnlyList<bool> before, IReadOnlyList<bool> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count != after.Count)
            throw new ArgumentException($"There are {before.Count} outcomes before the stage but {after.Count} after it; there must be one of each a question.", nameof(after));
        var pairs = before.Zip(after).ToArray();
        var wrong = pairs.Count(static pair => !pair.First);
        return new(
            arm,
            cost,
            (pairs.Count(static pair => !pair.First && pair.Second) + 0.5) / (wrong + 1),
            (pairs.Count(static pair => pair.First && !pair.Second) + 0.5) / (pairs.Length - wrong + 1));
    }

    /// <summary>What running it is expected to add when the answer so far is right with a probability: value · ((1 - p) · rescue - p · harm) - cost.</summary>
    /// <param name="success">The probability p.</param>
    /// <param name="value">What a right answer is worth.</param>
    public double Gain(double success, double value) => (value * (((1 - success) * Rescue) - (success * Harm))) - Cost;

    /// <summary>The probability of a right answer at which running it no longer pays (Weitzman's reservation value): where <see cref="Gain"/> is 0.</summary>
    /// <param name="value">What a right answer is worth, above 0.</param>
    /// <returns>Negative if it never pays.</returns>
    public double Reservation(double value) => Rescue + Harm > 0 ? (Rescue - (Cost / value)) / (Rescue + Harm) : double.NegativeInfinity;
}
