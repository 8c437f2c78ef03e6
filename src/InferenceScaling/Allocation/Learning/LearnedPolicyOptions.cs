using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Allocation.Learning;

/// <summary>Options of <see cref="LearnedPolicy"/>. Part of its stored state.</summary>
public sealed class LearnedPolicyOptions
{
    /// <summary>The names of the arms, in order: each is a strategy at a width.</summary>
    [Required]
    public IReadOnlyList<string> Arms { get; set; } = [];

    /// <summary>How many numbers a context has, without the constant that is added to them.</summary>
    /// <value>The default is those of <see cref="Difficulty.DifficultyFeatures"/> without a prompt's state. The range is 0 to 512.</value>
    [Range(0, 512)]
    public int Features { get; set; } = Difficulty.DifficultyFeatures.Names.Length;

    /// <summary>How arms are explored.</summary>
    /// <value>The default is <see cref="BanditRule.Thompson"/>.</value>
    public BanditRule Rule { get; set; } = BanditRule.Thompson;

    /// <summary>Width of the confidence bound, or scale of the posterior's spread.</summary>
    /// <value>The default is 0.5. The range is 0 to 100.</value>
    [Range(0.0, 100.0)]
    public double Exploration { get; set; } = 0.5;

    /// <summary>Strength of the ridge that holds the weights near 0.</summary>
    /// <value>The default is 1. The range is 1e-6 to 1e6.</value>
    [Range(1e-6, 1e6)]
    public double Ridge { get; set; } = 1;

    /// <summary>What an observation still counts after one more: below 1, old ones fade and the policy follows a drift. 0.999 remembers about a thousand.</summary>
    /// <value>The default is 1. The range is 0.5 to 1.</value>
    [Range(0.5, 1.0)]
    public double Discount { get; set; } = 1;

    /// <summary>Share of the choices that are drawn evenly from all arms. Without any, another policy cannot be judged by this one's log.</summary>
    /// <value>The default is 0.05. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double EvenShare { get; set; } = 0.05;

    /// <summary>What a request may cost on average, in the units of the costs that are fed back; null for no limit. A price on cost rises while more is spent and falls while less is.</summary>
    public double? CostLimit { get; set; }

    /// <summary>How fast the price follows: its change after a request that cost twice the limit.</summary>
    /// <value>The default is 0.02. The range is 0 to 10.</value>
    [Range(0.0, 10.0)]
    public double PriceStep { get; set; } = 0.02;

    /// <summary>A price on cost from the start: what a cost of 1 takes from the reward, at least 0. With <see cref="CostLimit"/>, what a cost of the limit takes at first.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, double.MaxValue)]
    public double InitialPrice { get; set; }
}
