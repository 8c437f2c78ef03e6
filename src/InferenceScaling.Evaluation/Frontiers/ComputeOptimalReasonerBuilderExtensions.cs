using InferenceScaling.Allocation.Routing;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>Adds compute-optimal answering to a reasoner.</summary>
public static class ComputeOptimalReasonerBuilderExtensions
{
    /// <summary>Answers each question by the strategy that a measured frontier finds best for its difficulty, so that all together keep a budget (Snell et al. 2024); see <see cref="ComputeOptimalPolicy"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="frontier">What was measured.</param>
    /// <param name="budget">Mean cost of a question in the frontier's unit, above 0. One question may cost more.</param>
    /// <param name="arms">The strategies of the frontier, by name.</param>
    /// <param name="configure">Sets the probe, as it was when the frontier was measured: <see cref="RoutedSearchOptions.ProbeSamples"/> and <see cref="RoutedSearchOptions.Difficulty"/>. Without, all questions get the strategy that is best on all.</param>
    /// <exception cref="ArgumentException">The frontier has strategies that are not among the arms.</exception>
    public static ReasonerBuilder UseComputeOptimal(this ReasonerBuilder builder, CostAccuracyFrontier frontier, double budget, IReadOnlyList<StrategyArm> arms, Action<RoutedSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        ArgumentNullException.ThrowIfNull(arms);
        return builder.UseRoutedSearch(options =>
        {
            options.Arms = arms;
            options.Policy = new ComputeOptimalPolicy(frontier, budget);
            configure?.Invoke(options);
        });
    }
}
