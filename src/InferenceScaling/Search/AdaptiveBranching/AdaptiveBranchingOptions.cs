using System.ComponentModel.DataAnnotations;
using InferenceScaling.Paths;

namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>Options of <see cref="AdaptiveBranchingTreeSearch"/>.</summary>
public sealed class AdaptiveBranchingOptions
{
    /// <summary>Number of steps to make.</summary>
    /// <value>The default is 64. The range is 1 to 1,048,576.</value>
    [Range(1, 1048576)]
    public int Nodes { get; set; } = 64;

    /// <summary>How decisions are taken.</summary>
    public BranchingRule Rule { get; set; }

    /// <summary>Whether beliefs are beta distributions instead of normal ones: for scores that are near 0 or 1.</summary>
    /// <value>The default is false.</value>
    public bool UseBeta { get; set; }

    /// <summary>What the scores speak of. The reference rewards whole answers; a search whose nodes are steps of an answer gets deeper with <see cref="RewardUnit.Step"/>.</summary>
    /// <value>The default is <see cref="RewardUnit.Answer"/>.</value>
    public RewardUnit Reward { get; set; }

    /// <summary>Other models that may make a step beside the reasoner's own; which of them to ask is learned on the way.</summary>
    public IList<IStepGenerator> Generators { get; } = [];
}
