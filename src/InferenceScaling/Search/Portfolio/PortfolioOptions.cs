using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Portfolio;

/// <summary>Options of <see cref="PortfolioSearch"/>.</summary>
public sealed class PortfolioOptions
{
    /// <summary>The strategies that run side by side. One strategy several times makes independent subtrees.</summary>
    [Required]
    public IReadOnlyList<SearchStrategy> Strategies { get; set; } = [];
}
