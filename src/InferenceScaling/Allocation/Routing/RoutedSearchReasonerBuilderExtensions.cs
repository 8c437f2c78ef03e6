using InferenceScaling.Allocation.Learning;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Allocation.Routing;

/// <summary>Adds the choice of a strategy for each request to a reasoner.</summary>
public static class RoutedSearchReasonerBuilderExtensions
{
    /// <summary>Answers as one arm does: its strategy, its selection.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="arm">The arm. Its generator, if it has one, takes the place of the reasoner's.</param>
    public static ReasonerBuilder UseArm(this ReasonerBuilder builder, StrategyArm arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        return builder.UseRoutedSearch(options =>
        {
            options.Arms = [arm];
            options.Policy = new FixedArm(0);
        });
    }

    /// <summary>Chooses a strategy and its width for each request.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options: the arms, the policy that chooses, and what it looks at.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseRoutedSearch(this ReasonerBuilder builder, Action<RoutedSearchOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Use(static options => new RoutedSearch(options), new RoutedSearchOptionsValidator(), configure);
    }

    /// <summary>Chooses a strategy and its width for each request by a policy that learns from rewards: see <see cref="LearnedPolicy.Reward"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="policy">The policy; several reasoners may share it.</param>
    /// <param name="arms">The arms whose names the policy was made with.</param>
    /// <param name="configure">Sets further options, such as a probe.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseLearnedPolicy(this ReasonerBuilder builder, LearnedPolicy policy, IReadOnlyList<StrategyArm> arms, Action<RoutedSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(arms);
        return builder.UseRoutedSearch(options =>
        {
            options.Arms = arms;
            options.Policy = policy;
            configure?.Invoke(options);
        });
    }
}
