using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace CompressionFrontier;

/// <summary>More schemes than the frontier has, each held against the generator on the problems of the model card.</summary>
internal sealed class Schemes(LedgerModel model, LedgerVerifier verifier)
{
    private const ulong Seed = 41;
    private const int PerLevel = 140;

    private readonly FrontierProblem[] _problems = [.. new[] { 6, 7, 8 }.SelectMany(level => Enumerable.Range(0, PerLevel).Select(index =>
    {
        var problem = LedgerGenerator.Draw(Seed + (ulong)level, index, new() { MinLevel = level, MaxLevel = level }, LedgerSplit.HeldOut);
        return FrontierProblem.Of($"{level}:{index}", new() { Prompt = problem.Problem, Seed = (ulong)index }, problem.Answer.ToString(CultureInfo.InvariantCulture));
    }))];

    /// <summary>Writes a line of a table for each, as they are done.</summary>
    public async Task CompareAsync(int recovery, Action<string> write)
    {
        write("| scheme | file, MB | mean KL | right, % | change, points (95 %) | other answers, % | speed, 1 and 64 paths |");
        write("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        (string Name, Func<ModelCompressor, ModelCompressor> Compress)[] ways =
        [
            ("`Int8.Dynamic()`", compressor => compressor.Quantize(Int8.Dynamic())),
            ("`Int8.Dynamic().WithGptq()`", compressor => compressor.Quantize(Int8.Dynamic().WithGptq())),
            ("`Int8.Dynamic().Within(5e-5)`", compressor => compressor.Quantize(Int8.Dynamic().Within(5e-5))),
            ("`Int8.WeightOnly(32).WithGptq()`", compressor => compressor.Quantize(Int8.WeightOnly(32).WithGptq())),
            ("half the neurons", compressor => compressor.Prune(Structured.FeedForward(0.5))),
            ($"half the neurons, {recovery} steps of distillation", compressor => Forms.Halve(compressor, model, recovery)),
        ];
        var gate = new CompressionGate
        {
            Problems = _problems,
            Solver = language => Reasoner.For(model.WithLanguage(language)).Answering(AnswerDomain.Number).UseGreedy(),
            AccuracyTolerance = 1,
        };
        foreach (var (name, compress) in ways)
        {
            await using var result = await compress(Forms.For(model, new() { Windows = 64, JudgedWindows = 40 })).Accept(gate).RunAsync();
            if (name == ways[0].Name)
                write(Row("bf16", result.Report.Original));
            write(Row(name, result.Report.Steps[^1]));
        }
    }

    /// <summary>Tree search of width 8 with generator and verifier in 8 bits, against both as they are.</summary>
    public async Task<string> CompareTreeSearchAsync()
    {
        await using var generatorResult = await Forms.For(model).Quantize(Int8.Dynamic()).RunAsync();
        await using var verifierResult = await ModelCompressor.For(verifier.Language).Quantize(Int8.Dynamic()).RunAsync();
        await using var smallModel = model.WithLanguage(generatorResult.Model);
        await using var smallVerifier = verifier.WithLanguage(verifierResult.Model);
        var small = await SearchAsync(smallModel, smallVerifier);
        var whole = await SearchAsync(model, verifier);
        var comparison = PairedComparison.Of(small, whole);
        return string.Create(CultureInfo.InvariantCulture, $"Tree search of width 8 with both in 8 bits, minus both as they are: {100 * comparison.Difference:+0.0;-0.0;0.0} ± {196 * comparison.StandardError:F1} points.");
    }

    private async Task<bool[]> SearchAsync(LedgerModel generator, LedgerVerifier judge)
    {
        using var reasoner = Reasoner.For(generator).WithVerifier(judge).Answering(AnswerDomain.Number).UseRewardBalancedTreeSearch(o => o.Width = 8).Build();
        var right = new List<bool>();
        foreach (var part in _problems.Chunk(16))
            right.AddRange((await Task.WhenAll(part.Select(problem => reasoner.ReasonAsync(problem.Request)))).Zip(part, (result, problem) => problem.IsRight(result)));
        return [.. right];
    }

    private static string Row(string name, StepReport step)
    {
        var accuracy = step.Accuracy!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {step.StoredBytes / 1e6:F2} | {step.Fidelity!.MeanDivergence:G2} | {100 * accuracy.Compressed:F1} | {100 * accuracy.Comparison.Difference:+0.0;-0.0;0.0} ± {100 * accuracy.Margin:F1} | {100 * accuracy.Flips:F1} | {string.Join(", ", step.Speeds.Select(speed => speed.Ratio.ToString("F2", CultureInfo.InvariantCulture)))} |");
    }
}
