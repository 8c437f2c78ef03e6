using System.ComponentModel.DataAnnotations;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Paths;

namespace InferenceScaling.Allocation.Routing;

/// <summary>Options of <see cref="RoutedSearch"/>.</summary>
public sealed class RoutedSearchOptions
{
    /// <summary>The ways to answer, of different names.</summary>
    [Required]
    public IReadOnlyList<StrategyArm> Arms { get; set; } = [];

    /// <summary>What chooses among them.</summary>
    [Required]
    public IArmPolicy? Policy { get; set; }

    /// <summary>Samples that are drawn before the choice, to see how hard the question is. They stay candidates.</summary>
    /// <value>The default is 0. The range is 0 to 1,000.</value>
    [Range(0, 1000)]
    public int ProbeSamples { get; set; }

    /// <summary>A model that gives its hidden state at the prompt's end, such as the generator; null to do without.</summary>
    public IPromptReader? PromptReader { get; set; }

    /// <summary>Predicts success from the features; null to do without.</summary>
    public DifficultyModel? Difficulty { get; set; }
}
