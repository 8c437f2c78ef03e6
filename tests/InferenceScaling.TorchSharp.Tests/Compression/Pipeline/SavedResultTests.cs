using InferenceScaling.Ledger;
using InferenceScaling.Models;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Quantization;
using Scheme = InferenceScaling.TorchSharp.Compression.Structured.Structured;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public sealed class SavedResultTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Kinds => ["int8", "int4", "cut", "without a layer", "cut and int8", "folded and int4", "zeros"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task The_embedded_generator_loads_again_and_computes_the_same(string kind)
    {
        Skip.If(kind.StartsWith("folded", StringComparison.Ordinal), "norms without weights");
        await using var model = LedgerModel.Load();
        await using var result = await Compressed(model.Language, kind).RunAsync();
        result.Save(_folder.File("saved"), TensorType.F32);

        await using var loaded = LedgerModel.LoadFrom(_folder.File("saved"));
        ShouldCompute(loaded.Language, result);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_Llama_folder_loads_again_and_computes_the_same(string kind)
    {
        await using var model = LanguageModel.Load(Subjects.WriteLlama(_folder.File("model")));
        await using var result = await Compressed(model, kind).RunAsync();
        result.Save(_folder.File("saved"), TensorType.F32);

        await using var loaded = LanguageModel.Load(_folder.File("saved"));
        ShouldCompute(loaded, result);
    }

    [Fact]
    public async Task What_the_files_take_is_what_the_report_says()
    {
        await using var model = LedgerModel.Load();
        await using var result = await ModelCompressor.For(model.Language).Quantize(Int4.WeightOnly(32)).RunAsync();
        result.Save(_folder.File("saved"));
        new FileInfo(_folder.File("saved/model.safetensors")).Length.Should().BeCloseTo(result.Report.Final!.StoredBytes, (ulong)(0.15 * result.Report.Final.StoredBytes));
    }

    [Fact]
    public async Task The_originals_own_folder_is_not_written_to()
    {
        var own = Subjects.WriteLlama(_folder.File("model"));
        await using var model = LanguageModel.Load(own);
        await using var result = await Compressed(model, "int8").RunAsync();
        result.Invoking(saved => saved.Save(own + "/")).Should().Throw<ArgumentException>().WithMessage("*the folder the model is read from*");
        File.Exists(Path.Combine(own, "tokenizer.json")).Should().BeTrue();
        result.Invoking(saved => saved.Save(_folder.File("x"), TensorType.I32)).Should().Throw<ArgumentException>().WithMessage("*expected F32, F16 or BF16*");
    }

    [Fact]
    public async Task Models_made_of_parts_say_that_they_cannot_be_saved()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        await using var result = await Compressed(model, "int8").RunAsync();
        result.Invoking(saved => saved.Save(_folder.File("x"))).Should().Throw<InvalidOperationException>().WithMessage("*made from parts*");
    }

    private static ModelCompressor Compressed(LanguageModel model, string kind)
    {
        var compressor = ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts);
        return kind switch
        {
            "int8" => compressor.Quantize(Int8.Dynamic()),
            "int4" => compressor.Quantize(Int4.WeightOnly(symmetric: false).WithGptq()),
            "cut" => compressor.Prune(Scheme.FeedForward(0.5).Heads(0.5)),
            "without a layer" => compressor.Prune(Scheme.Layers(1)),
            "cut and int8" => compressor.Prune(Scheme.FeedForward(0.3)).Quantize(Int8.Dynamic()),
            "folded and int4" => compressor.Quantize(Int4.WeightOnly().WithActivationAwareScales()),
            _ => compressor.Prune(Unstructured.SparseGpt(2, 4)),
        };
    }

    private static void ShouldCompute(LanguageModel loaded, CompressionResult result)
    {
        var tokens = Subjects.FewTexts.Judged[0].AsSpan();
        Subjects.Read(loaded, tokens).Should().Equal(Subjects.Read(result, tokens));
        using var source = loaded.OpenDecoder();
        Subjects.Integers(new(source.Config, source.Weights)).Keys.Should().BeEquivalentTo(Subjects.Integers(result.Decoder).Keys);
    }
}
