using System.Globalization;
using System.Runtime.CompilerServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Lets a language model judge each step by a second prompt (Kadavath et al. 2022, "Language Models (Mostly) Know What They Know"): the probability it gives to "yes".</summary>
/// <remarks>
/// A step is judged once for all paths that share it. If the generator knows log-probabilities, the first token's weighs the verdict;
/// otherwise the share of yes among the samples is the score. A judgement without yes or no counts one half.
/// </remarks>
public sealed class SelfEvaluationVerifier : IVerifier
{
    private readonly IStepGenerator _generator;
    private readonly SelfEvaluationOptions _options;
    private readonly StepOptions _steps;
    private readonly ConditionalWeakTable<ReasoningPath, StrongBox<double>> _judged = [];

    /// <summary>A verifier by self-evaluation.</summary>
    /// <param name="generator">The model that judges; it may be the one that reasons.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public SelfEvaluationVerifier(IStepGenerator generator, SelfEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Samples, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxTokens, 1, nameof(options));
        var sampling = _options.Samples == 1 ? SamplingOptions.Greedy : new SamplingOptions { Temperature = _options.Temperature };
        sampling.Validate();
        Costs = generator.Costs is { Model: not null } judge ? new SelfEvaluationCosts(judge, _options, node => _judged.TryGetValue(node, out _)) : generator.Costs;
        _steps = new() { Sampling = sampling, MaxTokens = _options.MaxTokens, Delimiters = [] };
    }

    /// <inheritdoc/>
    public ModelCosts? Costs { get; }

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{_options.Samples} self-evaluations at temperature {_options.Temperature} of {_options.MaxTokens} tokens by {_generator.Identity}");

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var values = new double[path.Depth];
        var usage = default(TokenUsage);
        for (var node = path; node.Step is not null; node = node.Parent!)
        {
            if (!_judged.TryGetValue(node, out var known))
            {
                var (score, cost) = await JudgeAsync(node, cancellationToken).ConfigureAwait(false);
                known = new(score);
                usage += new TokenUsage(Verified: cost.Computed) { Restored = cost.Restored, Spared = cost.Spared };
                _judged.AddOrUpdate(node, known);
            }

            values[node.Depth - 1] = known.Value;
        }

        return new([.. values]) { Usage = usage };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scores);
        for (var node = path; node.Step is not null; node = node.Parent!)
            _judged.TryAdd(node, new(scores.Values[node.Depth - 1]));
    }

    internal static Prompt DefaultQuestion(ReasoningPath path) =>
        $"""
        Problem:
        {path.Prompt}

        Reasoning so far:
        {path.Text.TrimEnd()}

        Is the last step of this reasoning correct? Reply with one word: yes or no.
        """;

    private async Task<(double Score, TokenUsage Cost)> JudgeAsync(ReasoningPath node, CancellationToken cancellationToken)
    {
        // The place in the search seeds the judgement: it does not depend on when or how often it is asked.
        var root = ReasoningPath.Root(_options.Ask(node), node.Random.Key);
        var sum = 0.0;
        var cost = default(TokenUsage);
        for (var sample = 0; sample < _options.Samples; sample++)
        {
            var step = await _generator.GenerateStepAsync(root, sample, _steps, cancellationToken).ConfigureAwait(false);
            _generator.Release(root.Extend(sample, step));
            sum += Read(step);
            cost += step.Usage;
        }

        _generator.Release(root);
        return (sum / _options.Samples, cost);
    }

    private static double Read(ReasoningStep step)
    {
        var word = FirstWord(step.Text);
        var isYes = word.Equals("yes", StringComparison.OrdinalIgnoreCase);
        if (!isYes && !word.Equals("no", StringComparison.OrdinalIgnoreCase))
            return 0.5;
        var probability = step.LogProbabilities.IsEmpty ? 1 : Math.Clamp(Math.Exp(step.LogProbabilities[0]), 0, 1);
        return isYes ? probability : 1 - probability;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && !char.IsLetter(text[start]))
            start++;
        var end = start;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        return text[start..end];
    }
}
