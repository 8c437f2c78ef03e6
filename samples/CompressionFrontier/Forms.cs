using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace CompressionFrontier;

/// <summary>The forms of the embedded generator that are compared.</summary>
internal static class Forms
{
    public static async Task<Form[]> MakeAsync(LedgerModel model, Action<string> tell)
    {
        // Problems that no held-out one is among, solved.
        var texts = CalibrationSet.FromTokens(Enumerable.Range(0, 400).Select<int, IReadOnlyList<int>>(index => LedgerLessons.Solution(seed: 2024, index).Tokens));
        var forms = new List<Form> { new(Form.Original, LedgerModel.Load(), null) };
        foreach (var (name, compress) in Ways())
        {
            tell(name);
            var result = await compress(ModelCompressor.For(model.Language).CalibrateWith(texts)).RunAsync();
            forms.Add(new(name, model.WithLanguage(result.Model), result));
        }

        return [.. forms];
    }

    private static IEnumerable<(string Name, Func<ModelCompressor, ModelCompressor> Compress)> Ways() =>
    [
        (Form.Int8, compressor => compressor.Quantize(Int8.Dynamic())),
        ("int4 GPTQ", compressor => compressor.Quantize(Int4.WeightOnly().WithGptq())),
        ("half the neurons", compressor => compressor.Prune(Structured.FeedForward(0.5))),
    ];
}
