using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Stopping;

/// <summary>
/// Ends reasoning that already knows its answer (Fu et al. 2024, Dynasor): after each step it asks the model to name the answer now,
/// and completes the path when several probes in a row agree. Wraps any generator; take steps of a fixed length
/// (<c>WithSteps(s => s with { MaxTokens = 64 + 20, Delimiters = [] })</c>).
/// </summary>
/// <remarks>
/// Probes are paid from the step's own limit and counted in its usage. What a path's earlier probes said is remembered with its steps, also in a journal;
/// for steps of another generator the last ones are asked again.
/// </remarks>
public sealed class CertaintyProbingGenerator : IStepGenerator
{
    // No strategy has so many children: the probe's random stream is nobody else's.
    private const int ProbeOrdinal = int.MaxValue;
    private const string Answered = "probed: ";
    private const string NoAnswer = "probed without an answer";
    private readonly IStepGenerator _inner;
    private readonly CertaintyProbingOptions _options;
    private readonly ConditionalWeakTable<ReasoningStep, StrongBox<string?>> _answers = [];

    /// <summary>Probing before a generator.</summary>
    /// <param name="inner">The model.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public CertaintyProbingGenerator(IStepGenerator inner, CertaintyProbingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Threshold, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ProbeTokens, 1, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(_options.Suffix, nameof(options));
        Costs = inner.Costs is { Model: not null } costs ? new CertaintyProbingCosts(costs, _options) : inner.Costs;
    }

    /// <inheritdoc/>
    public ModelCosts? Costs { get; }

    /// <inheritdoc/>
    public string Identity => $"{_inner.Identity} probed with {_options}";

    /// <inheritdoc/>
    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var earlier = LastSteps(path, _options.Threshold - 1);
        var forProbes = (long)_options.ProbeTokens * (1 + earlier.Count(node => !TryRecall(node.Step!, out _)));
        if (options.MaxTokens <= forProbes)
            return await _inner.GenerateStepAsync(path, ordinal, options, cancellationToken).ConfigureAwait(false);
        var step = await _inner.GenerateStepAsync(path, ordinal, options with { MaxTokens = options.MaxTokens - (int)forProbes }, cancellationToken).ConfigureAwait(false);
        if (step.Finish is not (StepFinish.Delimiter or StepFinish.TokenLimit))
            return step;

        var answers = new List<string?>();
        var usage = step.Usage;
        foreach (var node in earlier.Append(path.Extend(ordinal, step)))
        {
            if (!TryRecall(node.Step!, out var known))
            {
                (known, var cost) = await ProbeAsync(node, options, cancellationToken).ConfigureAwait(false);
                usage += cost;
                _answers.AddOrUpdate(node.Step!, known);
            }

            answers.Add(known.Value);
        }

        if (!CertaintyProbe.IsCertain(answers, _options.Threshold, _options.Answers))
        {
            var probed = step with { Usage = usage, Memory = Remember(answers[^1]) };
            _answers.AddOrUpdate(probed, new(answers[^1]));
            return probed;
        }

        // The token ids would no longer spell the text.
        return step with
        {
            Text = $"{step.Text}{_options.Suffix}{answers[^1]}}}",
            Finish = StepFinish.EndOfText,
            Usage = usage,
            Tokens = [],
            LogProbabilities = [],
            SamplingLogProbabilities = [],
            Confidences = [],
        };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(path);

        // What the probe has read is no part of what the model read to make the step.
        _inner.Recall(path, IsProbed(path.Step!) && QuestionTokens(path.Parent!) is { } question ? usage with { Prompt = Math.Max(0, usage.Prompt - question) } : usage);
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _inner.Release(path);

    // What a probe said is kept with the step: after a restart the next step gets the tokens that it would have got.
    private static string Remember(string? answer) => answer is null ? NoAnswer : Answered + answer;

    private static List<ReasoningPath> LastSteps(ReasoningPath path, int count)
    {
        var steps = new List<ReasoningPath>();
        for (var node = path; node.Step is not null && steps.Count < count; node = node.Parent!)
            steps.Add(node);
        steps.Reverse();
        return steps;
    }

    private bool IsProbed(ReasoningStep step) => step.Memory is not null || (step.Finish == StepFinish.EndOfText && step.Text.Contains(_options.Suffix, StringComparison.Ordinal));

    // A text that follows a step is as long wherever it stands.
    private long? QuestionTokens(ReasoningPath path) => _inner.Costs is { } costs && costs.MostTokens(path, 0) is { } before
        ? costs.MostTokens(Question(path), 0)?.Prompt - before.Prompt
        : null;

    private ReasoningPath Question(ReasoningPath path) => path.Extend(ProbeOrdinal, new() { Text = _options.Suffix, Finish = StepFinish.Delimiter });

    private bool TryRecall(ReasoningStep step, [NotNullWhen(true)] out StrongBox<string?>? answer)
    {
        if (_answers.TryGetValue(step, out answer))
            return true;
        answer = step.Memory == NoAnswer ? new(null) : step.Memory?.StartsWith(Answered, StringComparison.Ordinal) == true ? new(step.Memory[Answered.Length..]) : null;
        return answer is not null;
    }

    private async Task<(StrongBox<string?> Answer, TokenUsage Cost)> ProbeAsync(ReasoningPath node, StepOptions options, CancellationToken cancellationToken)
    {
        var question = Question(node);
        try
        {
            var probe = await _inner.GenerateStepAsync(question, 0, options with { MaxTokens = _options.ProbeTokens, Delimiters = [], StopSequences = [] }, cancellationToken).ConfigureAwait(false);
            _inner.Release(question.Extend(0, probe));
            return (new(CertaintyProbe.ReadAnswer(probe.Text, _options.DoubtfulWords)), probe.Usage);
        }
        finally
        {
            _inner.Release(question);
        }
    }
}
