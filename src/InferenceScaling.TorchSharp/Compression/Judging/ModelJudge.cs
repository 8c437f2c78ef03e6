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
    public async Task<StepReport> JudgeOriginalAsync(CancellationToken cancellationToken) => await JudgeAsync("original", new(original, []), cancellationToken).ConfigureAwait(false);

    /// <summary>What a step made.</summary>
    public async Task<StepReport> JudgeAsync(string name, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var decoder = outcome.Decoder;
        using var before = new TextReading(backend.CreateExecutor(original.Config, original.Weights));
        var executor = backend.CreateExecutor(decoder.Config, decoder.Weights);
        using var after = new TextReading(executor);
        ImmutableArray<DecodeSpeed> speeds;
        using (var reference = backend.CreateExecutor(original.Config, original.Weights))
            speeds = [.. Batches.Select(batch => SpeedMeasurement.Compare(reference, executor, batch, cancellationToken))];

        return new(name)
        {
            Layers = outcome.Layers,
            Speeds = speeds,
            Fidelity = calibration is null ? null : FidelityMeasurement.Compare(before, after, calibration.Judged, cancellationToken),
            Accuracy = gate.Problems is { } problems ? await CompareAnswersAsync(decoder, problems, cancellationToken).ConfigureAwait(false) : null,
            Ranking = gate.Ranking is { } task ? await CompareRankingAsync(decoder, task, cancellationToken).ConfigureAwait(false) : null,
            Weights = DecoderWeightList.Of(decoder.Config).Sum(static weight => weight.ElementCount),
            StoredBytes = StoredSize.Of(decoder),
            MemoryBytes = executor.WeightBytes,
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
