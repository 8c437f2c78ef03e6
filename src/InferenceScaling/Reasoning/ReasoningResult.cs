using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Budgets;
using InferenceScaling.Selection;

namespace InferenceScaling.Reasoning;

/// <summary>What a search found, how sure it is, what it cost and why it stopped. <see cref="ToJson"/> writes it down.</summary>
public sealed record ReasoningResult
{
    /// <summary>The answer as written; null if no candidate holds one.</summary>
    public string? Answer { get; init; }

    /// <summary>The answer's canonical form.</summary>
    public string? CanonicalAnswer { get; init; }

    /// <summary>The answer's share of the votes' weight, in [0, 1]. An uncalibrated measure of agreement.</summary>
    public double Confidence { get; init; }

    /// <summary>The reasoning that led to the answer; without an answer, the longest text there is.</summary>
    public required string Text { get; init; }

    /// <summary>The support of each answer, heaviest first.</summary>
    public ImmutableArray<AnswerVote> Votes { get; init; } = [];

    /// <summary>All candidates, in path order. Paths that a stopping rule made needless are only in <see cref="Trace"/>.</summary>
    public ImmutableArray<ReasoningCandidate> Candidates { get; init; } = [];

    /// <summary>What the request has cost.</summary>
    public ReasoningUsage Usage { get; init; }

    /// <summary>The part of <see cref="Usage"/> that a journal answered, because an earlier run of the request had paid it; zero without a journal. Tokens, calls, money and joules; what this run has paid of them is the difference, and what its models read again because a cache was lost: <see cref="Paths.TokenUsage.Restored"/>.</summary>
    public ReasoningUsage Recovered { get; init; }

    /// <summary>Why the search ended.</summary>
    public ReasoningFinish Finish { get; init; }

    /// <summary>Which limit of the budget ended the search, such as <c>generated tokens: 8192 of 8192 spent</c>; null if none did.</summary>
    public ReachedLimit? Limit { get; init; }

    /// <summary>Which stopping rule ended the search and why, such as <c>stopped after 5 of 16: top answer 5:0, P(change) = 1.6 %</c>; null if none did.</summary>
    public string? StopReason { get; init; }

    /// <summary>What the strategy decided about itself, such as to do without a verifier that is not good enough; mostly empty.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Messages of calls that failed while others went on, in path order.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>Every step that was generated, in path order.</summary>
    public ImmutableArray<TraceNode> Trace { get; init; } = [];

    /// <summary>The result as one JSON object with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReasoningJsonContext.Default.ReasoningResult);
}
