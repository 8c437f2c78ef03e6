using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace InferenceScaling.TorchSharp.Tests.Documentation;

/// <summary>The code of docs/compression.md.</summary>
internal static class CompressionSnippets
{
    public static async Task First(IReadOnlyList<string> texts, IProgress<CompressionProgress> progress, CancellationToken cancellationToken)
    {
        await using var model = LanguageModel.Load("smollm2");
        await using var result = await ModelCompressor.For(model)
            .CalibrateWith(texts)
            .Quantize(Int8.Dynamic())
            .Accept(kl: 0.01, fasterHere: true)
            .RunAsync(progress, cancellationToken);
        Console.WriteLine(result.Report.ToMarkdown());
        using var reasoner = Reasoner.For(result.Model).UseSelfConsistency(o => o.Samples = 16).Build();
    }

    public static ModelCompressor Steps(LanguageModel model, IReadOnlyList<string> texts)
    {
        var compressor = ModelCompressor.For(model)
            .CalibrateWith(texts, new() { WindowLength = 512, Windows = 64, JudgedWindows = 16 })
            .Prune(Structured.FeedForward(0.25).Heads(0.25))
            .Quantize(Int4.WeightOnly(groupSize: 64).WithGptq().Within(0.05));
        return compressor;
    }

    public static ModelCompressor Tokens(LedgerModel ledger)
    {
        var lessons = Enumerable.Range(0, 200).Select<int, IReadOnlyList<int>>(index => LedgerLessons.Solution(seed: 1, index).Tokens);
        var compressor = ModelCompressor.For(ledger.Language).CalibrateWith(CalibrationSet.FromTokens(lessons));
        return compressor;
    }

    public static void Gate(ModelCompressor compressor, IReadOnlyList<FrontierProblem> problems)
    {
        compressor.Accept(new CompressionGate
        {
            MaxDivergence = 0.02,
            Problems = problems,
            Solver = model => Reasoner.For(model).UseSelfConsistency(o => o.Samples = 8).Answering(AnswerDomain.Number),
            AccuracyTolerance = 0.02,
            FasterHere = true,
        });
    }

    public static async Task<string> Resumed(ModelCompressor compressor, IProgress<CompressionProgress> progress, CancellationToken cancellationToken)
    {
        await using var result = await compressor.KeepIn("smollm2.compression").RunAsync(progress, cancellationToken);
        return result.Report.ToMarkdown();
    }

    public static async Task<CompressionReport> Verifier(LedgerVerifier verifier, IReadOnlyList<IReadOnlyList<(ReasoningPath Path, bool IsRight)>> paths)
    {
        var task = new RankingTask(paths, verifier.WithLanguage);
        await using var result = await ModelCompressor.For(verifier.Language)
            .Quantize(Int8.Dynamic())
            .Accept(new CompressionGate { Ranking = task, RankingTolerance = 0.01 })
            .RunAsync();
        await using var small = verifier.WithLanguage(result.Model);
        return result.Report;
    }

    public static async Task Saved(CompressionResult result)
    {
        result.Save("smollm2-int8");
        await using var again = LanguageModel.Load("smollm2-int8");
    }
}
