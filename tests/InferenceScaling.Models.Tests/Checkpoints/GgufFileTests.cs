using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metadata_is_typed_and_lenient_about_widths()
    {
        using var file = Open(GgufBytes.Valid());
        var metadata = file.Metadata;

        metadata.GetString("general.architecture").Should().Be("llama");
        metadata.GetUInt32("llama.block_count").Should().Be(2);
        metadata["llama.block_count"].AsInt64().Should().Be(2);
        metadata.GetSingle("llama.block_count").Should().Be(2);
        metadata.GetSingle("llama.eps").Should().Be(1e-5f);
        metadata.GetBoolean("flag").Should().BeTrue();
        metadata.FindString("none").Should().BeNull();
        metadata.FindInt32("none").Should().BeNull();
        metadata.Invoking(m => m.GetString("none")).Should().Throw<CheckpointFormatException>().WithMessage("*a.gguf*none*");
        metadata.Invoking(m => m.GetUInt32("general.architecture")).Should().Throw<CheckpointFormatException>().WithMessage("*general.architecture*String*integer*");
        metadata.Invoking(m => m.FindString("flag")).Should().Throw<CheckpointFormatException>();
    }

    [Fact]
    public void Arrays_are_read_whole_or_one_element_at_a_time()
    {
        using var file = Open(GgufBytes.Valid());
        var tokens = file.Metadata.GetArray("tokenizer.ggml.tokens");
        var nested = file.Metadata.GetArray("nested");

        tokens.ToStrings().Should().Equal(Enumerable.Range(0, 100).Select(i => $"token{i}"));
        Enumerable.Range(0, 100).Select(tokens.GetString).Should().Equal(tokens.ToStrings());
        nested.GetArray(0).ToInt32s().Should().Equal(1, -1);
        nested.GetArray(1).GetString(0).Should().Be("x");
        tokens.Invoking(t => t.GetString(100)).Should().Throw<ArgumentOutOfRangeException>();
        tokens.Invoking(t => t.ToInt32s()).Should().Throw<CheckpointFormatException>().WithMessage("*tokenizer.ggml.tokens*");
    }

    [Fact]
    public void Raw_bytes_in_a_vocabulary_can_be_had_as_bytes()
    {
        using var file = Open(new GgufBytes().Value("v", GgufValueType.Array, [.. GgufBytes.Array(GgufValueType.String, 1), 1, 0, 0, 0, 0, 0, 0, 0, 0xFF]).ToArray());
        var array = file.Metadata.GetArray("v");

        array.GetUtf8(0).Should().Equal(0xFF);
        array.Invoking(a => a.GetString(0)).Should().Throw<CheckpointFormatException>().Which.Defect.Should().Be(CheckpointDefect.InvalidUtf8);
    }

    [Fact]
    public void Shapes_are_turned_to_row_major_and_blocks_dequantised()
    {
        using var file = Open(GgufBytes.Valid());
        var (plain, blocks) = (new float[6], new float[32]);
        file.ReadSingles("w", 0, plain);
        file.ReadSingles("q", 0, blocks);

        file.Tensors["w"].Shape.Should().Equal(2, 3);
        plain.Should().Equal(1, 2, 3, 4, 5, 6);
        blocks.Should().Equal(Enumerable.Range(-16, 32).Select(i => (float)i));
        file.Invoking(f => f.ReadSingles("q", 1, new float[31])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'q'*Q8_0*32*");
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, null)]
    [InlineData(1, CheckpointDefect.Version)]
    [InlineData(4, CheckpointDefect.Version)]
    [InlineData(0x03000000, CheckpointDefect.UnsupportedFormat)]
    public void Versions_2_and_3_are_read_and_big_endian_files_refused_by_name(uint version, CheckpointDefect? defect)
    {
        var path = _folder.Write("a.gguf", new GgufBytes().ToArray(version));
        var open = FluentActions.Invoking(() => GgufFile.Open(path).Dispose());

        if (defect is null)
            open.Should().NotThrow();
        else
            open.Should().Throw<CheckpointFormatException>().WithMessage(defect == CheckpointDefect.Version ? "*version*" : "*big-endian*").Which.Defect.Should().Be(defect);
    }

    [Fact]
    public void Contradictions_are_refused_by_category()
    {
        var floats = new byte[16];
        Refusal(new GgufBytes().Tensor("t", 0, [4], floats).Tensor("t", 0, [4], floats)).Should().Be(CheckpointDefect.DuplicateName);
        Refusal(new GgufBytes().Text("k", "a").Text("k", "b")).Should().Be(CheckpointDefect.DuplicateName);
        Refusal(new GgufBytes().Tensor("t", 0, [4], floats, offset: 4)).Should().Be(CheckpointDefect.Offsets);
        Refusal(new GgufBytes().Tensor("t", 0, [4], floats, offset: 1 << 20)).Should().Be(CheckpointDefect.Offsets);
        Refusal(new GgufBytes().Tensor("t", 0, [12], new byte[48]).Tensor("u", 0, [4], floats, offset: 32)).Should().Be(CheckpointDefect.Offsets);
        Refusal(new GgufBytes().Tensor("t", 0, [5], floats)).Should().Be(CheckpointDefect.Truncated);
        Refusal(new GgufBytes().Tensor("t", 8, [16], floats)).Should().Be(CheckpointDefect.ShapeSize);
        Refusal(new GgufBytes().Tensor("t", 16, [256], floats)).Should().Be(CheckpointDefect.TensorType);
        Refusal(new GgufBytes().Tensor("t", 0, [1, 1, 1, 1, 4], floats)).Should().Be(CheckpointDefect.Dims);
        Refusal(new GgufBytes().Tensor("t", 0, [1UL << 40, 1UL << 40], floats)).Should().Be(CheckpointDefect.Overflow);
        Refusal(new GgufBytes().Value("general.alignment", GgufValueType.UInt32, 3, 0, 0, 0)).Should().Be(CheckpointDefect.Alignment);
        Refusal(new GgufBytes().Value("flag", GgufValueType.Bool, 2)).Should().Be(CheckpointDefect.ValueType);
        Refusal(new GgufBytes().Value("k", (GgufValueType)13, 0)).Should().Be(CheckpointDefect.ValueType);
        Refusal(new GgufBytes().Value("k", GgufValueType.Array, GgufBytes.Array(GgufValueType.UInt64, 1UL << 61))).Should().Be(CheckpointDefect.Count);
        Refusal(new GgufBytes().Value("k", GgufValueType.Array, [.. Enumerable.Repeat(GgufBytes.Array(GgufValueType.Array, 1), 1000).SelectMany(head => head)])).Should().Be(CheckpointDefect.Nesting);
    }

    [Fact]
    public void A_large_vocabulary_costs_little_until_it_is_read()
    {
        var path = _folder.Write("a.gguf", new GgufBytes().Texts("tokenizer.ggml.tokens", Enumerable.Range(0, 150_000).Select(i => $"token{i}")).ToArray());

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = GgufFile.Open(path);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000);
        file.Metadata.GetArray("tokenizer.ggml.tokens").GetString(149_999).Should().Be("token149999");
    }

    [SkippableFact]
    public void Every_tensor_of_a_real_model_dequantises_to_the_reference_bits()
    {
        var folder = SharedFixtures.Folder("models/smollm2-135m-instruct");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "gguf.json")));
        using var file = GgufFile.Open(Path.Combine(folder, reference.RootElement.GetProperty("file").GetString()!));

        var tensors = reference.RootElement.GetProperty("tensors").EnumerateArray().ToList();
        file.Tensors.Should().HaveCount(tensors.Count);
        foreach (var tensor in tensors)
        {
            var name = tensor.GetProperty("name").GetString()!;
            file.Tensors[name].Type.ToString().Should().Be(tensor.GetProperty("type").GetString());
            file.Tensors[name].Shape.Should().Equal(tensor.GetProperty("shape_row_major").EnumerateArray().Select(dimension => dimension.GetInt64()));
            HashOfSingles(file, name).Should().Be(tensor.GetProperty("dequant").GetProperty("f32_sha256").GetString(), name);
        }
    }

    private static string HashOfSingles(Checkpoint checkpoint, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new float[1 << 16];
        var count = checkpoint.Tensors[name].ElementCount;
        for (var done = 0L; done < count; done += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, count - done));
            checkpoint.ReadSingles(name, done, part);
            hash.AppendData(MemoryMarshal.AsBytes(part));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private GgufFile Open(byte[] bytes) => GgufFile.Open(_folder.Write("a.gguf", bytes));

    private CheckpointDefect Refusal(GgufBytes bytes)
    {
        var path = _folder.Write("a.gguf", bytes.ToArray());
        return FluentActions.Invoking(() => GgufFile.Open(path).Dispose()).Should().Throw<CheckpointFormatException>().WithMessage("*a.gguf*").Which.Defect;
    }
}
