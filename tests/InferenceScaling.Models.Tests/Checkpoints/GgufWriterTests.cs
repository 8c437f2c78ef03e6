using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class GgufWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metadata_and_tensors_survive_a_round_trip()
    {
        var path = _folder.File("a.gguf");
        var blocks = Enumerable.Range(-32, 64).Select(value => (float)value).ToArray();
        GgufWriter.Write(
            path,
            [
                GgufTensor.FromSingles("plain", [2, 3], [1, 2, 3, 4, 5, 6]),
                GgufTensor.FromSingles("half", [3], [1, -2, 0.5f], TensorType.F16),
                GgufTensor.FromSingles("blocks", [2, 32], blocks, TensorType.Q8_0),
            ],
            new GgufMetadataBuilder().Add("general.architecture", "llama").Add("count", 7u).Add("less", -7).Add("part", 0.25f).Add("flag", true)
                .Add("texts", ["a", "", "ß世😀"]).Add("numbers", [1, -1]).Add("scores", [0.5f, -0.5f]));
        using var file = GgufFile.Open(path);
        var (plain, half, back) = (new float[6], new float[3], new float[64]);
        file.ReadSingles("plain", 0, plain);
        file.ReadSingles("half", 0, half);
        file.ReadSingles("blocks", 0, back);

        file.Version.Should().Be(3);
        file.Metadata.Keys.Should().Equal("general.architecture", "count", "less", "part", "flag", "texts", "numbers", "scores");
        file.Metadata["count"].Type.Should().Be(GgufValueType.UInt32);
        file.Metadata.GetInt32("less").Should().Be(-7);
        file.Metadata.GetSingle("part").Should().Be(0.25f);
        file.Metadata.GetBoolean("flag").Should().BeTrue();
        file.Metadata.GetArray("texts").ToStrings().Should().Equal("a", "", "ß世😀");
        file.Metadata.GetArray("numbers").ToInt32s().Should().Equal(1, -1);
        file.Metadata.GetArray("scores").ToSingles().Should().Equal(0.5f, -0.5f);
        file.Tensors["plain"].Shape.Should().Equal(2, 3);
        plain.Should().Equal(1, 2, 3, 4, 5, 6);
        half.Should().Equal(1, -2, 0.5f);
        back.Zip(blocks, (found, expected) => MathF.Abs(found - expected)).Max().Should().BeLessThan(0.15f);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(64u)]
    public void Data_are_aligned_as_the_metadata_say(uint alignment)
    {
        var path = _folder.File("a.gguf");
        GgufWriter.Write(path, [GgufTensor.FromSingles("a", [1], [1]), GgufTensor.FromSingles("b", [1], [2])], new GgufMetadataBuilder().Add("general.alignment", alignment));
        using var file = GgufFile.Open(path);
        var value = new float[1];
        file.ReadSingles("b", 0, value);

        value.Should().Equal(2);
        (File.ReadAllBytes(path).Length % alignment).Should().Be(0);
    }

    [SkippableFact]
    public void Entries_of_another_file_are_copied_byte_for_byte()
    {
        var source = Path.Combine(SharedFixtures.Folder("models/smollm2-135m-instruct"), "SmolLM2-135M-Instruct.Q4_1.gguf");
        using var before = GgufFile.Open(source);
        using var written = new MemoryStream();
        GgufWriter.Write(written, [], new GgufMetadataBuilder().AddAll(before.Metadata));

        // Magic, version and the two counts are 24 bytes; the metadata follow, then padding to 32.
        var copied = written.ToArray().AsSpan(24).TrimEnd((byte)0);
        File.ReadAllBytes(source).AsSpan(24, copied.Length).SequenceEqual(copied).Should().BeTrue();
        copied.Length.Should().BeGreaterThan(1_000_000);
    }

    [Fact]
    public void Nested_arrays_are_copied()
    {
        File.WriteAllBytes(_folder.File("a.gguf"), GgufBytes.Valid());
        using (var before = GgufFile.Open(_folder.File("a.gguf")))
            GgufWriter.Write(_folder.File("b.gguf"), [], new GgufMetadataBuilder().AddAll(before.Metadata, except: "flag"));
        using var file = GgufFile.Open(_folder.File("b.gguf"));

        file.Metadata.ContainsKey("flag").Should().BeFalse();
        file.Metadata.GetArray("nested").GetArray(0).ToInt32s().Should().Equal(1, -1);
        file.Metadata.GetArray("nested").GetArray(1).GetString(0).Should().Be("x");
        file.Metadata.GetArray("tokenizer.ggml.tokens").GetString(99).Should().Be("token99");
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        var path = _folder.File("a.gguf");
        GgufWriter.Write(path, [GgufTensor.FromSingles("a", [1], [1])]);
        var old = File.ReadAllBytes(path);

        FluentActions.Invoking(() => GgufWriter.Write(path, [new GgufTensor("a", TensorType.F32, [2], new byte[4])])).Should().Throw<ArgumentException>().WithMessage("*'a'*[2]*4 bytes*");

        File.ReadAllBytes(path).Should().Equal(old);
        Directory.EnumerateFiles(_folder.Location).Should().ContainSingle();
    }

    [Fact]
    public void What_no_reader_would_take_is_refused()
    {
        Refused("*'a'*twice*", GgufTensor.FromSingles("a", [1], [1]), GgufTensor.FromSingles("a", [1], [2]));
        Refused("*''*empty*", GgufTensor.FromSingles("", [1], [1]));
        Refused("*'a'*U8*", new GgufTensor("a", TensorType.U8, [1], new byte[1]));
        Refused("*'a'*4 dimensions*", new GgufTensor("a", TensorType.F32, [1, 1, 1, 1, 1], new byte[4]));
        Refused("*'a'*rows of 16*32*Q8_0*", new GgufTensor("a", TensorType.Q8_0, [2, 16], new byte[34]));
        FluentActions.Invoking(() => GgufTensor.FromSingles("a", [1], [1], TensorType.Q4_1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => GgufTensor.FromSingles("a", [1], [1], TensorType.Q8_0)).Should().Throw<ArgumentException>().WithMessage("*'a'*1 values*32*");
        FluentActions.Invoking(() => new GgufMetadataBuilder().Add("k", 1).Add("k", 2u)).Should().Throw<ArgumentException>().WithMessage("*'k'*already*");
        FluentActions.Invoking(() => new GgufMetadataBuilder().Add("general.alignment", 3u)).Should().Throw<ArgumentException>().WithMessage("*3*power of two*");
        FluentActions.Invoking(() => new GgufMetadataBuilder().Add("general.alignment", 32)).Should().Throw<ArgumentException>().WithMessage("*UInt32*");
    }

    [SkippableTheory]
    [InlineData(TensorType.Q4_0, 0.13)]
    [InlineData(TensorType.Q8_0, 0.005)]
    [InlineData(TensorType.BF16, 0.004)]
    [InlineData(TensorType.F16, 0.0005)]
    [InlineData(TensorType.F32, 0)]
    public void A_converted_model_has_nearly_the_same_matrices_and_the_very_vectors(TensorType type, double tolerance)
    {
        var source = Path.Combine(SharedFixtures.Folder("fixtures/gguf/tiny_models"), "tiny_llama_mha_tied_f32.gguf");
        GgufConversion.Convert(source, _folder.File("converted.gguf"), type);
        using var before = DecoderSource.Open(source);
        using var after = DecoderSource.Open(_folder.File("converted.gguf"));

        after.Config.Should().BeEquivalentTo(before.Config);
        after.UnusedTensors.Should().BeEmpty();
        foreach (var weight in DecoderWeightList.Of(after.Config))
        {
            var (name, isMatrix) = (weight.Name, weight.Shape.Length == 2);
            var (expected, found) = (new float[weight.ElementCount], new float[weight.ElementCount]);
            before.Weights.Read(name, 0, expected);
            after.Weights.Read(name, 0, found);
            var expectedType = !isMatrix ? TensorType.F32 : type == TensorType.Q4_0 && name == "embed.weight" ? TensorType.Q8_0 : type;
            after.Weights.StoredType(name).Should().Be(expectedType, name);
            expected.Zip(found, (one, other) => MathF.Abs(one - other)).Max().Should().BeLessThanOrEqualTo((float)((isMatrix ? tolerance : 0) * expected.Max(MathF.Abs)), name);
        }
    }

    [SkippableFact]
    public void A_converted_model_keeps_its_tokenizer_and_says_what_it_is()
    {
        var source = Path.Combine(SharedFixtures.Folder("models/smollm2-135m-instruct"), "SmolLM2-135M-Instruct.Q4_1.gguf");
        GgufConversion.Convert(source, _folder.File("converted.gguf"));
        using var before = GgufFile.Open(source);
        using var after = GgufFile.Open(_folder.File("converted.gguf"));

        after.Metadata.Keys.Should().BeEquivalentTo(before.Metadata.Keys);
        after.Metadata.GetUInt32("general.file_type").Should().Be(7, "that is llama.cpp's number for mostly Q8_0");
        after.Metadata.GetArray("tokenizer.ggml.merges").ToStrings().AsSpan().SequenceEqual(before.Metadata.GetArray("tokenizer.ggml.merges").ToStrings()).Should().BeTrue();
        after.Tensors.Keys.Should().BeEquivalentTo(before.Tensors.Keys);
        after.Tensors.Values.Where(entry => entry.Shape.Length == 2).Should().OnlyContain(entry => entry.Type == TensorType.Q8_0);
        var (stored, copied) = (new byte[before.Tensors["token_embd.weight"].ByteLength], new byte[before.Tensors["token_embd.weight"].ByteLength]);
        before.ReadBytes("token_embd.weight", 0, stored);
        after.ReadBytes("token_embd.weight", 0, copied);
        copied.AsSpan().SequenceEqual(stored).Should().BeTrue("it was Q8_0 before");
    }

    [Fact]
    public void With_4_bits_the_head_has_8_and_so_has_the_embedding_that_takes_its_place()
    {
        var values = Enumerable.Range(0, 64).Select(index => MathF.Sin(index)).ToArray();
        GgufTensor[] tied = [GgufTensor.FromSingles("token_embd.weight", [2, 32], values), GgufTensor.FromSingles("blk.0.attn_q.weight", [2, 32], values), GgufTensor.FromSingles("blk.0.attn_norm.weight", [32], values.AsSpan(0, 32)), GgufTensor.FromSingles("blk.0.ffn_up.weight", [4, 16], values)];
        GgufWriter.Write(_folder.File("tied.gguf"), tied);
        GgufWriter.Write(_folder.File("apart.gguf"), [.. tied, GgufTensor.FromSingles("output.weight", [2, 32], values)]);

        Types("tied").Should().BeEquivalentTo(new Dictionary<string, TensorType> { ["token_embd.weight"] = TensorType.Q8_0, ["blk.0.attn_q.weight"] = TensorType.Q4_0, ["blk.0.attn_norm.weight"] = TensorType.F32, ["blk.0.ffn_up.weight"] = TensorType.F32 });
        Types("apart").Should().Contain("token_embd.weight", TensorType.Q4_0).And.Contain("output.weight", TensorType.Q8_0);

        Dictionary<string, TensorType> Types(string name)
        {
            GgufConversion.Convert(_folder.File(name + ".gguf"), _folder.File("q.gguf"), TensorType.Q4_0);
            using var file = GgufFile.Open(_folder.File("q.gguf"));
            file.Metadata.GetUInt32("general.file_type").Should().Be(2, "that is llama.cpp's number for mostly Q4_0");
            return file.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Type);
        }
    }

    [Fact]
    public void A_weight_that_cannot_be_quantised_is_named_and_nothing_is_left_behind()
    {
        GgufWriter.Write(_folder.File("a.gguf"), [GgufTensor.FromSingles("blk.0.attn_q.weight", [2, 32], Enumerable.Repeat(float.NaN, 64).ToArray())]);

        FluentActions.Invoking(() => GgufConversion.Convert(_folder.File("a.gguf"), _folder.File("b.gguf"))).Should().Throw<ArgumentException>().WithMessage("*a.gguf*blk.0.attn_q.weight*Q8_0*");
        Directory.EnumerateFiles(_folder.Location).Should().ContainSingle();
    }

    [Fact]
    public void A_file_is_not_converted_onto_itself() =>
        FluentActions.Invoking(() => GgufConversion.Convert(_folder.File("a.gguf"), _folder.File("a.gguf"))).Should().Throw<ArgumentException>().WithMessage("*a.gguf*another*");

    private static void Refused(string message, params GgufTensor[] tensors) =>
        FluentActions.Invoking(() => GgufWriter.Write(Stream.Null, tensors)).Should().Throw<ArgumentException>().WithMessage(message);
}
