using InferenceScaling.Models;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public sealed class ResumeTests : IDisposable
{
    private static readonly QuantizationScheme Scheme = Int4.WeightOnly(groupSize: 16).WithSmoothing().WithGptq();

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stopped_compression_goes_on_and_has_the_same_codes_as_an_undisturbed_one()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        await CancelAsync(model, "layer 2");
        Layers().Should().HaveCount(2);
        var times = Layers().Select(File.GetLastWriteTimeUtc).ToArray();

        var resumed = await RunAsync(model);

        Layers().Should().HaveCount(4);
        Layers().Take(2).Select(File.GetLastWriteTimeUtc).Should().Equal(times, "what is done is not done again");
        ShouldBeSame(resumed, await UndisturbedAsync(model));
    }

    [Fact]
    public async Task What_is_kept_is_used_and_not_made_again()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        var first = await RunAsync(model);
        var times = Layers().Select(File.GetLastWriteTimeUtc).ToArray();

        var second = await RunAsync(model);

        Layers().Select(File.GetLastWriteTimeUtc).Should().Equal(times);
        ShouldBeSame(second, first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    [InlineData(-2000)]
    public async Task A_damaged_layer_is_made_again(int place)
    {
        await using var model = Subjects.Model(Subjects.Llama);
        var first = await RunAsync(model);
        var bytes = File.ReadAllBytes(Layers()[1]);
        var damaged = (byte[])bytes.Clone();
        damaged[place < 0 ? bytes.Length + place : place] ^= 0x10;
        File.WriteAllBytes(Layers()[1], damaged);

        ShouldBeSame(await RunAsync(model), first);
        File.ReadAllBytes(Layers()[1]).Should().Equal(bytes);
    }

    [Fact]
    public async Task A_layer_that_was_cut_off_is_made_again()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        var first = await RunAsync(model);
        File.WriteAllBytes(Layers()[0], File.ReadAllBytes(Layers()[0])[..1000]);
        File.WriteAllBytes(Layers()[3], []);
        ShouldBeSame(await RunAsync(model), first);
    }

    [Theory]
    [InlineData("one weight")]
    [InlineData("one setting")]
    public async Task Layers_of_another_model_are_not_taken(string difference)
    {
        var (config, weights) = difference == "one weight"
            ? (Subjects.Llama, new Shifted(new RandomWeights(Subjects.Llama)))
            : (Subjects.Llama with { Rope = Subjects.Llama.Rope! with { Theta = 500 } }, (Models.Architectures.IDecoderWeights)new RandomWeights(Subjects.Llama));
        await using (var other = Subjects.Model(config, weights))
            (await RunAsync(other)).Should().HaveCount(28);
        await using var model = Subjects.Model(Subjects.Llama);
        ShouldBeSame(await RunAsync(model), await UndisturbedAsync(model));
    }

    [Fact]
    public async Task Layers_of_the_same_tokens_in_other_windows_are_not_taken()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        var tokens = Enumerable.Range(0, 96).Select(index => (index * 7) % 100).ToArray();
        int[] judged = [1, 2, 3];
        var whole = CalibrationSet.FromTokens([tokens, judged]);
        var halves = CalibrationSet.FromTokens([tokens[..48], judged, tokens[48..]]);
        whole.Fitted.SelectMany(window => window).Should().Equal(halves.Fitted.SelectMany(window => window));

        await using var first = await ModelCompressor.For(model).CalibrateWith(whole).Quantize(Scheme).KeepIn(_folder.Location).RunAsync();
        await using var second = await ModelCompressor.For(model).CalibrateWith(halves).Quantize(Scheme).KeepIn(_folder.Location).RunAsync();
        await using var fresh = await ModelCompressor.For(model).CalibrateWith(halves).Quantize(Scheme).RunAsync();
        ShouldBeSame(Subjects.Integers(second.Decoder), Subjects.Integers(fresh.Decoder));
        Subjects.Read(first, tokens).Should().NotEqual(Subjects.Read(second, tokens));
    }

    private static async Task<Dictionary<string, QuantizedMatrix>> UndisturbedAsync(LanguageModel model)
    {
        await using var result = await ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(Scheme).RunAsync();
        return Subjects.Integers(result.Decoder);
    }

    private static void ShouldBeSame(Dictionary<string, QuantizedMatrix> found, Dictionary<string, QuantizedMatrix> expected)
    {
        found.Keys.Should().Equal(expected.Keys).And.HaveCount(28);
        foreach (var (name, matrix) in expected)
        {
            found[name].Codes.AsSpan().SequenceEqual(matrix.Codes.AsSpan()).Should().BeTrue(name);
            found[name].Scales.AsSpan().SequenceEqual(matrix.Scales.AsSpan()).Should().BeTrue(name);
            found[name].Format.Should().Be(matrix.Format);
        }
    }

    private string[] Layers() => [.. Directory.GetFiles(_folder.Location, "*.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task<Dictionary<string, QuantizedMatrix>> RunAsync(LanguageModel model)
    {
        await using var result = await ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(Scheme).KeepIn(_folder.Location).RunAsync();
        return Subjects.Integers(result.Decoder);
    }

    private async Task CancelAsync(LanguageModel model, string when)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressAction(done =>
        {
            if (done.StepNumber > 0 && done.Doing == when)
                cancellation.Cancel();
        });
        var compressor = ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(Scheme).KeepIn(_folder.Location);
        await compressor.Invoking(c => c.RunAsync(progress, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Weights of which one is another.</summary>
    private sealed class Shifted(Models.Architectures.IDecoderWeights below) : Models.Architectures.IDecoderWeights
    {
        public bool Contains(string name) => below.Contains(name);

        public ReadOnlySpan<long> Shape(string name) => below.Shape(name);

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            below.Read(name, elementOffset, destination);
            if (name == "layers.0.attention.q.weight" && elementOffset == 0)
                destination[3] += 2;
        }
    }
}
