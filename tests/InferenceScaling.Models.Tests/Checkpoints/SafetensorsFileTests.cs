using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stream_is_read_like_a_file()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [SafetensorsTensor.FromSingles("w", [2], [1.5f, -2f], TensorType.F32)]);
        stream.Position = 0;

        using var file = SafetensorsFile.Load(stream, "embedded");
        var values = new float[2];
        file.ReadSingles("w", 0, values);

        values.Should().Equal(1.5f, -2f);
        FluentActions.Invoking(() => SafetensorsFile.Load(new MemoryStream([1, 2, 3]), "embedded")).Should().Throw<CheckpointFormatException>().WithMessage("embedded*3 bytes*");
    }

    [Theory]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dty\ud800e":"F32","shape":[],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F\udc00","shape":[],"data_offsets":[0,4]}}""")]
    [InlineData("""{"__metadata__":{"a":"\ud800"}}""")]
    public void A_header_with_half_a_character_is_damaged(string header) =>
        FluentActions.Invoking(() => SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Of(header, 4))))
            .Should().Throw<CheckpointFormatException>().WithMessage("*a.safetensors*not valid Unicode*").Which.Defect.Should().Be(CheckpointDefect.InvalidJson);

    [Fact]
    public void Names_of_more_bytes_than_any_model_has_are_refused_before_they_are_kept()
    {
        var names = Enumerable.Range(0, 300).Select(index => $"\"{new string('n', 60_000)}{index}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        var path = _folder.Write("bomb.safetensors", SafetensorsBytes.Of($"{{{string.Join(',', names)}}}", 0));

        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => SafetensorsFile.Open(path)).Should().Throw<CheckpointFormatException>().Which.Defect.Should().Be(CheckpointDefect.Count);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(new FileInfo(path).Length + (64 << 20));
    }

    [Fact]
    public void What_the_writer_wrote_is_read_back()
    {
        using var file = SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Valid()));

        file.Metadata.Should().Equal(new Dictionary<string, string> { ["format"] = "pt" });
        file.Tensors.Keys.Should().BeEquivalentTo("first", "second", "scalar");
        file.Tensors["first"].Shape.Should().Equal(2, 3);
        file.Tensors["scalar"].Shape.Should().BeEmpty();
        Singles(file, "first").Should().Equal(1, 2, 3, 4, 5, 6);
        Singles(file, "second").Should().Equal(-1, 0, 0.5f, 7);
        Singles(file, "scalar").Should().Equal(9);
    }

    [Fact]
    public void Parts_of_a_tensor_can_be_read()
    {
        using var file = SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Valid()));

        var middle = new float[2];
        file.ReadSingles("first", 3, middle);
        var lastBytes = new byte[4];
        file.ReadBytes("first", 20, lastBytes);

        middle.Should().Equal(4, 5);
        BitConverter.ToSingle(lastBytes).Should().Be(6);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(6, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(0, 7)]
    public void Ranges_that_leave_the_tensor_are_refused(long offset, int count)
    {
        using var file = SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Valid()));

        file.Invoking(f => f.ReadSingles("first", offset, new float[count])).Should().Throw<ArgumentOutOfRangeException>();
        file.Invoking(f => f.ReadBytes("first", offset == 0 ? 0 : offset * 4, new byte[count * 4])).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void An_unknown_name_is_a_missing_key()
    {
        using var file = SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Valid()));

        file.Invoking(f => f.ReadSingles("third", 0, new float[1])).Should().Throw<KeyNotFoundException>().WithMessage("*a.safetensors*third*");
    }

    [Fact]
    public void Reading_after_disposal_is_an_exception_and_not_a_crash()
    {
        var file = SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Valid()));
        file.Dispose();

        file.Invoking(f => f.ReadSingles("first", 0, new float[1])).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Eight_bit_floats_are_listed_and_copied_but_not_converted()
    {
        var path = _folder.Write("a.safetensors", SafetensorsBytes.Of("""{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4));
        using var file = SafetensorsFile.Open(path);

        file.ReadBytes("w", 0, new byte[4]);
        file.Tensors["w"].Type.Should().Be(TensorType.F8_E4M3);
        file.Invoking(f => f.ReadSingles("w", 0, new float[4])).Should().Throw<CheckpointFormatException>().WithMessage("*'w'*F8_E4M3*BF16*")
            .Which.Defect.Should().Be(CheckpointDefect.Dtype);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, CheckpointDefect.Offsets)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, CheckpointDefect.Offsets)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, CheckpointDefect.Offsets)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, CheckpointDefect.Offsets)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, CheckpointDefect.Offsets)]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, CheckpointDefect.ShapeSize)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, CheckpointDefect.Overflow)]
    [InlineData("""{"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,0]}}""", 0, CheckpointDefect.Overflow)]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, CheckpointDefect.Dtype)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, CheckpointDefect.DuplicateName)]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, CheckpointDefect.DuplicateName)]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, CheckpointDefect.DuplicateName)]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, CheckpointDefect.InvalidHeader)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0]}}""", 0, CheckpointDefect.InvalidHeader)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,0]}}""", 0, CheckpointDefect.InvalidHeader)]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, CheckpointDefect.InvalidJson)]
    [InlineData("""{} {}""", 0, CheckpointDefect.InvalidJson)]
    [InlineData("""{"a":""", 0, CheckpointDefect.InvalidJson)]
    [InlineData("", 0, CheckpointDefect.InvalidJson)]
    public void Headers_that_contradict_themselves_or_the_file_are_refused(string header, int dataBytes, CheckpointDefect defect)
    {
        var path = _folder.Write("a.safetensors", SafetensorsBytes.Of(header, dataBytes));

        FluentActions.Invoking(() => SafetensorsFile.Open(path)).Should().Throw<CheckpointFormatException>().WithMessage("*a.safetensors*").Which.Defect.Should().Be(defect);
    }

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_length_that_is_too_large_is_refused_without_allocating_it(long length)
    {
        var path = _folder.Write("a.safetensors", [.. BitConverter.GetBytes(length), (byte)'{', (byte)'}']);

        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => SafetensorsFile.Open(path)).Should().Throw<CheckpointFormatException>().Which.Defect.Should().Be(CheckpointDefect.HeaderLength);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(131_072, true)]
    [InlineData(131_073, false)]
    public void The_largest_header_allocates_less_than_its_size_and_64_MiB(int tensors, bool accepted)
    {
        var header = "{" + string.Join(',', Enumerable.Range(0, tensors).Select(i => $$"""
            "{{i:x}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
            """)) + "}";
        var path = _folder.Write("a.safetensors", SafetensorsBytes.Of(header, 0));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var open = FluentActions.Invoking(() => SafetensorsFile.Open(path).Dispose());
        if (accepted)
            open.Should().NotThrow();
        else
            open.Should().Throw<CheckpointFormatException>().Which.Defect.Should().Be(CheckpointDefect.Count);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(header.Length + (64L << 20));
    }

    [Fact]
    public void Names_of_any_length_are_not_taken() =>
        FluentActions.Invoking(() => SafetensorsFile.Open(_folder.Write("a.safetensors", SafetensorsBytes.Of("{\"" + new string('x', 70_000) + "\":{}}", 0))))
            .Should().Throw<CheckpointFormatException>().Which.Defect.Should().Be(CheckpointDefect.StringLength);

    [Fact]
    public void A_missing_file_is_reported_as_such() =>
        FluentActions.Invoking(() => SafetensorsFile.Open(_folder.File("none.safetensors"))).Should().Throw<FileNotFoundException>();

    private static float[] Singles(Checkpoint checkpoint, string name)
    {
        var values = new float[checkpoint.Tensors[name].ElementCount];
        checkpoint.ReadSingles(name, 0, values);
        return values;
    }
}
