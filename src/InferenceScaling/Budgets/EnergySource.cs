using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>Says how many joules calls take. <see cref="EnergyTable"/> estimates them from tokens; a meter of the machine derives from this class and says in <see cref="Measured"/> what it measured.</summary>
/// <remarks>Thread-safe.</remarks>
public abstract class EnergySource
{
    /// <summary>The estimate that calls reserve by; null if the source does not know the model.</summary>
    /// <param name="model">The model's name; null if it does not say it.</param>
    public abstract ModelEnergy? Find(string? model);

    /// <summary>What a call that ended has taken, measured; null to take the estimate, as a source without a meter does.</summary>
    /// <remarks>Where a meter says more than the estimate, the request may pass its limit by the difference: it cannot be known before.</remarks>
    /// <param name="model">The model's name; null if it does not say it.</param>
    /// <param name="tokens">What the call cost.</param>
    /// <returns>Joules, at least 0. A journal keeps them with the call, so that a resumed search counts them and measures nothing.</returns>
    public virtual double? Measured(string? model, TokenUsage tokens) => null;
}
