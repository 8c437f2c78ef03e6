using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.Training;
using InferenceScaling.Training.Compression;

namespace CompressionFrontier;

/// <summary>The forms of the embedded generator that are compared.</summary>
internal static class Forms
{
    public static async Task<Form[]> MakeAsync(LedgerModel model, int recovery, Action<string> tell)
    {
        var forms = new List<Form> { new(Form.Original, LedgerModel.Load(), null) };
        foreach (var (name, compress) in Ways(model, recovery))
        {
            tell(name);
            var result = await compress(For(model)).RunAsync();
            forms.Add(new(name, model.WithLanguage(result.Model), result));
        }

        return [.. forms];
    }

    /// <summary>Eight bits for the weights alone, for those who want speed: every product then begins with making floats of them, which matrices this small do not repay.</summary>
    public static async Task<StepReport> AskGateAsync(LedgerModel model)
    {
        await using var result = await For(model).Quantize(Int8.WeightOnly()).Accept(fasterHere: true).RunAsync();
        return result.Report.Steps.Single();
    }

    /// <summary>Calibrated on solutions of problems that no held-out one is among.</summary>
    public static ModelCompressor For(LedgerModel model, CalibrationOptions? options = null) =>
        ModelCompressor.For(model.Language).CalibrateWith(CalibrationSet.FromTokens(Enumerable.Range(0, 400).Select<int, IReadOnlyList<int>>(index => LedgerLessons.Solution(seed: 2024, index).Tokens), options));

    /// <summary>Half of the neurons, which then learn from the whole what they lack.</summary>
    public static ModelCompressor Halve(ModelCompressor compressor, LedgerModel model, int recovery) =>
        compressor.Prune(Structured.FeedForward(0.5)).DistilFrom(model.Language, new Solutions(), Recovery(recovery), new() { Loss = new() { CrossEntropyShare = 0.6 } });

    private static IEnumerable<(string Name, Func<ModelCompressor, ModelCompressor> Compress)> Ways(LedgerModel model, int recovery) =>
    [
        (Form.Int8, compressor => compressor.Quantize(Int8.Dynamic())),
        ("int4 GPTQ", compressor => compressor.Quantize(Int4.WeightOnly().WithGptq())),
        ("half the neurons", compressor => Halve(compressor, model, recovery)),
    ];

    // A third of the rates that a start from nothing wants: most of what the weights know is still there.
    private static TrainingOptions Recovery(int steps) => new()
    {
        TotalSteps = steps,
        Optimizer = new() { Muon = new() { LearningRate = 0.006 }, AdamW = new() { LearningRate = 1e-3 }, EmbeddingRate = 0.5, ClipNorm = 0 },
        Schedule = new() { WarmupSteps = 20, HoldUntil = 0.2 },
    };
}
