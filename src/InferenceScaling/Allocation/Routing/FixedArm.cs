namespace InferenceScaling.Allocation.Routing;

/// <summary>Always the same arm: the baseline of every policy.</summary>
/// <param name="arm">Its place, from zero.</param>
public sealed class FixedArm(int arm) : IArmPolicy
{
    /// <inheritdoc/>
    public void CheckArms(IReadOnlyList<string> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if ((uint)arm >= (uint)arms.Count)
            throw new ArgumentException($"Arm {arm} was asked for, and there are {arms.Count}.", nameof(arms));
    }

    /// <inheritdoc/>
    public ArmChoice Choose(ArmContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(arm, $"{context.Arms[arm]}, as always");
    }
}
