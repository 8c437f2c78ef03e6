using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class CalibrationTests
{
    [Fact]
    public void Every_fifth_window_is_held_back()
    {
        var set = CalibrationSet.FromTokens(Enumerable.Range(0, 100).Select(text => new[] { text, 1, 2, 3, 4 }), new() { WindowLength = 3, Windows = 6, JudgedWindows = 2 });
        set.Fitted.Should().HaveCount(6);
        set.Judged.Select(window => string.Join(' ', window)).Should().Equal("3 4", "3 1 2");
        set.Fitted.Select(window => string.Join(' ', window)).Should().StartWith(["0 1 2", "1 1 2"]);
    }

    [Fact]
    public void Texts_are_read_no_further_than_needed()
    {
        var read = 0;
        _ = CalibrationSet.FromTokens(Endless(), new() { Windows = 4, JudgedWindows = 1 });
        read.Should().Be(5);

        IEnumerable<int[]> Endless()
        {
            while (true)
            {
                read++;
                yield return [1, 2];
            }
        }
    }

    [Fact]
    public void Too_little_text_is_refused()
    {
        ((Action)(() => CalibrationSet.FromTokens([]))).Should().Throw<ArgumentException>().WithMessage("*make 0 windows*at least two*Give more text*");
        ((Action)(() => CalibrationSet.FromTokens([[1], [], [1, 2]]))).Should().Throw<ArgumentException>().WithMessage("*make 1 windows*");
        ((Action)(() => CalibrationSet.FromTokens([[1, 2], null!]))).Should().Throw<ArgumentException>().WithMessage("Text 1 is null*");
        using var model = Subjects.Model(Subjects.Llama);
        ModelCompressor.For(model).Invoking(c => c.CalibrateWith(["", ""])).Should().Throw<ArgumentException>().WithMessage("*windows*");
    }

    [Fact]
    public void Tokens_and_windows_the_model_cannot_read_are_refused()
    {
        using var model = Subjects.Model(Subjects.Llama);
        var compressor = ModelCompressor.For(model);
        compressor.Invoking(c => c.CalibrateWith(CalibrationSet.FromTokens([[1, 2], [3, 106]]))).Should().Throw<ArgumentException>().WithMessage("*token 106*knows 106*own tokenizer*");
        compressor.Invoking(c => c.CalibrateWith(CalibrationSet.FromTokens([[1, -2], [3, 4]]))).Should().Throw<ArgumentException>().WithMessage("*token -2*");
        compressor.Invoking(c => c.CalibrateWith(CalibrationSet.FromTokens([new int[600], [3, 4]], new() { WindowLength = 600 }))).Should().Throw<ArgumentException>().WithMessage("*600 tokens*holds 512*WindowLength*");
        compressor.Invoking(c => c.CalibrateWith(CalibrationSet.FromTokens([[1, 2], [3, 4]], new() { WindowLength = 1 }))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Steps_that_read_texts_are_refused_without_them_before_any_work()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        var reports = 0;
        var progress = new ProgressAction(_ => reports++);
        foreach (var compressor in new[]
        {
            ModelCompressor.For(model).Quantize(Int8.Dynamic()).Quantize(Int4.WeightOnly().WithGptq()),
            ModelCompressor.For(model).Quantize(Int8.Dynamic()).Quantize(Int8.Dynamic().WithSmoothing()),
            ModelCompressor.For(model).Quantize(Int8.Dynamic()).Quantize(Int8.Dynamic().Within(0.1)),
            ModelCompressor.For(model).Quantize(Int8.Dynamic()).Prune(Unstructured.Wanda(0.5)),
            ModelCompressor.For(model).Quantize(Int8.Dynamic()).Prune(TorchSharp.Compression.Structured.Structured.Layers(1)),
        })
            await compressor.Invoking(c => c.RunAsync(progress)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*no texts*CalibrateWith*");
        await ModelCompressor.For(model).Accept(kl: 1).Invoking(c => c.RunAsync(progress)).Should().ThrowAsync<InvalidOperationException>().WithMessage("A bound on divergence needs texts*");
        reports.Should().Be(0);
        await using var result = await ModelCompressor.For(model).Prune(Unstructured.Magnitude(0.1)).Quantize(Int8.Dynamic()).RunAsync();
        result.Report.Steps.Should().OnlyContain(step => step.IsAccepted && step.Fidelity == null);
    }

    [Theory]
    [InlineData("layers.2.feed_forward.up.weight", float.NaN)]
    [InlineData("layers.1.attention_norm.weight", float.PositiveInfinity)]
    [InlineData("embed.weight", float.NaN)]
    public async Task Weights_that_are_no_numbers_are_found_where_they_are(string name, float value)
    {
        await using var model = Subjects.Model(Subjects.Llama, new Damaged(new RandomWeights(Subjects.Llama), name, value));
        await ModelCompressor.For(model).Quantize(Int8.Dynamic()).Invoking(c => c.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage($"'{name}' has {value} in row *");
    }

    [Fact]
    public async Task Activations_that_overflow_are_found_where_they_are()
    {
        await using var model = Subjects.Model(Subjects.Llama, new Damaged(new RandomWeights(Subjects.Llama), "layers.1.attention_norm.weight", 3e38f));
        var compressor = ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(Int4.WeightOnly().WithGptq());
        await compressor.Invoking(c => c.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage("*overflow*");
    }

    [Fact]
    public async Task A_model_that_cannot_open_its_weights_again_is_refused()
    {
        var weights = new RandomWeights(Subjects.Llama);
        using var source = Subjects.Model(Subjects.Llama);
        await using var model = LanguageModel.Create(new() { CreateExecutor = () => Backend.Cpu().CreateExecutor(Subjects.Llama, weights), Tokenizer = source.Tokenizer });
        await ModelCompressor.For(model).Quantize(Int8.Dynamic()).Invoking(c => c.RunAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*OpenDecoder*load the model from a path*");
    }

    /// <summary>Weights of which one matrix or vector has one bad element.</summary>
    private sealed class Damaged(IDecoderWeights below, string damaged, float value) : IDecoderWeights
    {
        public bool Contains(string name) => below.Contains(name);

        public ReadOnlySpan<long> Shape(string name) => below.Shape(name);

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            below.Read(name, elementOffset, destination);
            if (name == damaged && elementOffset <= 7 && elementOffset + destination.Length > 7)
                destination[(int)(7 - elementOffset)] = value;
        }
    }
}
