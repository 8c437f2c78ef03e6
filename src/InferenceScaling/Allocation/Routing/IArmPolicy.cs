namespace InferenceScaling.Allocation.Routing;

/// <summary>Chooses a way to answer for each request.</summary>
/// <remarks>Thread-safe. A choice depends on the context and the policy's state only, never on time or load.</remarks>
public interface IArmPolicy
{
    /// <summary>Refuses arms that the policy does not know. Called once, when the reasoner is built.</summary>
    /// <param name="arms">Their names, in order.</param>
    /// <exception cref="ArgumentException">The policy knows other arms; the message names them.</exception>
    void CheckArms(IReadOnlyList<string> arms);

    /// <summary>Chooses.</summary>
    /// <param name="context">What is known of the request.</param>
    ArmChoice Choose(ArmContext context);
}
