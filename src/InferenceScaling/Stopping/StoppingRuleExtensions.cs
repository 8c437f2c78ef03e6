namespace InferenceScaling.Stopping;

/// <summary>Combines stopping rules.</summary>
public static class StoppingRuleExtensions
{
    /// <summary>Stops when either rule does: never later than one of them alone.</summary>
    /// <param name="rule">One rule; its reason is given when both stop.</param>
    /// <param name="other">Another rule.</param>
    public static IStoppingRule Or(this IStoppingRule rule, IStoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(other);
        return new EitherRule(rule, other);
    }

    /// <summary>Stops when both rules do on the same prefix: never earlier than one of them alone.</summary>
    /// <param name="rule">One rule.</param>
    /// <param name="other">Another rule.</param>
    public static IStoppingRule And(this IStoppingRule rule, IStoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(other);
        return new BothRule(rule, other);
    }

    /// <summary>Stops no earlier than after a number of candidates.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="candidates">At least 1.</param>
    public static IStoppingRule AfterAtLeast(this IStoppingRule rule, int candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        return rule.And(new DelegatedRule(prefix => prefix.Count >= candidates ? StoppingDecision.StopBecause($"at least {candidates} candidates") : StoppingDecision.Continue));
    }
}
