using System.Collections.Immutable;
using InferenceScaling.Answers;

namespace InferenceScaling.Stopping;

/// <summary>Options of <see cref="CertaintyProbingGenerator"/>. The peers' levels of effort, as (threshold, tokens a step): mild (8, 64), low (5, 64), mid (3, 64), high (2, 64), crazy (2, 32).</summary>
public sealed record CertaintyProbingOptions
{
    /// <summary>Probes in a row that must agree; at least 1.</summary>
    /// <value>The default is 3.</value>
    public int Threshold { get; init; } = 3;

    /// <summary>Most tokens of a probe; at least 1. They are kept back from each step's limit.</summary>
    /// <value>The default is 20.</value>
    public int ProbeTokens { get; init; } = 20;

    /// <summary>What makes the model name its answer now. It opens the box that the answer closes.</summary>
    public string Suffix { get; init; } = "... Oh, I suddenly got the answer to the whole problem, **Final Answer**\n\n\\[ \\boxed{";

    /// <summary>Words by which a probe shows doubt; whole words, in any case.</summary>
    public ImmutableArray<string> DoubtfulWords { get; init; } = ["wait", "hold", "but", "okay", "no", "hmm"];

    /// <summary>When two answers are the same.</summary>
    /// <value>The default is short free text.</value>
    public AnswerDomain Answers { get; init; } = AnswerDomain.Text;
}
