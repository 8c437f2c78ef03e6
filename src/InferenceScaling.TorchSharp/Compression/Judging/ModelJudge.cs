using System.Collections.Immutable;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Measures compressed forms of a model against it: nearness, answers, ranking, speed, size.</summary>
internal sealed class ModelJudge(LanguageModel model, CompressedDecoder original, Backend backend, CalibrationSet? calibration, CompressionGate gate)
{
    private const int ProblemsAtATime = 16;
    private static readonly ImmutableArray<int> Batches = [1, 64];

    private ReasoningResult[]? _answers;
    private double[][]? _ranks;

    /// <summary>The original itself.</summary>
    /// <exception cref="CompressionException">It computes no numbers on the texts.</exception>
    public async Task<StepReport> JudgeOriginalAsync(CancellationToken cancellationToken)
    {
        var report = await JudgeAsync("original", new(original, []), cancellationToken).ConfigureAwait(false);
        return report.Fidelity is { } fidelity && !double.IsFinite(fidelity.MeanDivergence)
            ? throw new CompressionException($"The original's divergence from itself on the judged texts is {fidelity.MeanDivergence}: its activations overflow, and nothing can be held against it. Look for weights that are far too large, or give texts like those it was made for.")
            : report;
    }

    /// <summary>What a step made.</summary>
    public async Task<StepReport> JudgeAsync(string name, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var decoder = outcome.Decoder;
        var report = Compare(new(name) { Layers = outcome.Layers }, decoder, cancellationToken);
        return report with
        {
            Accuracy = gate.Problems is { } problems ? await CompareAnswersAsync(decoder, problems, cancellationToken).ConfigureAwait(false) : null,
            Ranking = gate.Ranking is { } task ? await CompareRankingAsync(decoder, task, cancellationToken).ConfigureAwait(false) : null,
            Weights = DecoderWeightList.Of(decoder.Config).Sum(static weight => weight.ElementCount),
            StoredBytes = StoredSize.Of(decoder),
        };
    }

    // One executor of each model at a time: for large ones, nothing else needs as much memory.
    private StepReport Compare(StepReport report, CompressedDecoder decoder, CancellationToken cancellationToken)
    {
        using var before = backend.CreateExecutor(original.Config, original.Weights);
        using var after = backend.CreateExecutor(decoder.Config, decoder.Weights);
        return report with
        {
            Speeds = SpeedMeasurement.Compare(before, after, Batches, cancellationToken),
            Fidelity = calibration is null ? null : FidelityMeasurement.Compare(new(before), new(after), calibration.Judged, cancellationToken),
            MemoryBytes = after.WeightBytes,
        };
    }

    private async Task<AccuracyChange> CompareAnswersAsync(CompressedDecoder decoder, IReadOnlyList<FrontierProblem> problems, CancellationToken cancellationToken)
    {
        _answers ??= await SolveAsync(original, problems, cancellationToken).ConfigureAwait(false);
        var answers = ReferenceEquals(decoder, original) ? _answers : await SolveAsync(decoder, problems, cancellationToken).ConfigureAwait(false);
        bool[] before = [.. problems.Zip(_answers, static (problem, result) => problem.IsRight(result))];
        bool[] after = [.. problems.Zip(answers, static (problem, result) => problem.IsRight(result))];
        return new(
            problems.Count,
            before.Average(static right => right ? 1.0 : 0),
            after.Average(static right => right ? 1.0 : 0),
            _answers.Zip(answers, static (one, other) => one.CanonicalAnswer == other.CanonicalAnswer ? 0.0 : 1).Average(),
            PairedComparison.Of(after, before));
    }

    private async Task<ReasoningResult[]> SolveAsync(CompressedDecoder decoder, IReadOnlyList<FrontierProblem> problems, CancellationToken cancellationToken)
    {
        await using var language = model.WithDecoder(decoder.Config, decoder.Weights, backend);
        using var reasoner = (gate.Solver?.Invoke(language) ?? Reasoner.For(language).UseGreedy()).Build();
        var results = new List<ReasoningResult>();
        foreach (var part in problems.Chunk(ProblemsAtATime))
            results.AddRange(await Task.WhenAll(part.Select(problem => reasoner.ReasonAsync(problem.Request, cancellationToken))).ConfigureAwait(false));
        return [.. results];
    }

    private async Task<RankingChange> CompareRankingAsync(CompressedDecoder decoder, RankingTask task, CancellationToken cancellationToken)
    {
        _ranks ??= await RankingMeasurement.ScoreAsync(model, original, backend, task, cancellationToken).ConfigureAwait(false);
        var ranks = ReferenceEquals(decoder, original) ? _ranks : await RankingMeasurement.ScoreAsync(model, decoder, backend, task, cancellationToken).ConfigureAwait(false);
        return RankingMeasurement.Compare(task, _ranks, ranks);
    }
}
