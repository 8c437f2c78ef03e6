using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Ledger;

/// <summary>The exact verifier of Ledger solutions: 1 for a right step, 0 for a wrong one, by rule and without a model. An upper bound for what a learnt verifier can do.</summary>
/// <remarks>It reads the text of the steps, whoever wrote them; the two of a sum may be in either order. Thread-safe.</remarks>
public sealed class LedgerStepVerifier : IVerifier
{
    private readonly ConditionalWeakTable<Prompt, PathJudge> _judges = [];
    private readonly string? _identity;

    /// <inheritdoc/>
    public ModelCosts Costs => ModelCosts.Free;

    /// <inheritdoc/>
    /// <remarks>Functions cannot be told apart: where <see cref="ProblemOf"/> is set and a journal is used, name it.</remarks>
    public string Identity
    {
        get => _identity ?? $"{GetType()} {Semantics}";
        init => _identity = value;
    }

    /// <summary>What a step has to be right about. <see cref="ScoreAggregation.Product"/> fits the default, local semantics.</summary>
    public LedgerSemantics Semantics { get; init; }

    /// <summary>Finds the problem of a prompt that is none in its wording, such as a paraphrase; null reads the prompt by <see cref="LedgerProblem.Parse"/>.</summary>
    public Func<Prompt, LedgerProblem>? ProblemOf { get; init; }

    /// <summary>Judges the steps of a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>One verdict a step. A step that a token limit cut in the middle of a line is right as long as nothing in it is wrong.</returns>
    /// <exception cref="ArgumentException">The prompt is no Ledger problem.</exception>
    public ImmutableArray<LedgerStepVerdict> Judge(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_judges.TryGetValue(path.Prompt, out var judge))
            judge = _judges.GetOrAdd(path.Prompt, new PathJudge(ProblemOf?.Invoke(path.Prompt) ?? LedgerProblem.Parse(path.Prompt.ToString())));
        return judge.Judge(path);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is no Ledger problem.</exception>
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var verdicts = Judge(path);
        return Task.FromResult(new StepScores([.. verdicts.Select(Score)])
        {
            Feedback = [.. verdicts.Select((verdict, step) => (verdict.Message, Step: step)).Where(verdict => verdict.Message is not null).Select(verdict => new StepFeedback(verdict.Step, verdict.Message!))],
        });
    }

    private double Score(LedgerStepVerdict verdict) => (Semantics == LedgerSemantics.Prefix ? verdict.IsPrefixRight : verdict.Verdict == LedgerVerdict.Ok) ? 1 : 0;
}
