using System.Text;
using CsCheck;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_the_tensors()
    {
        var half = SafetensorsTensor.FromSingles("a", [1], [1], TensorType.F16);
        var single = SafetensorsTensor.FromSingles("b", [1], [1]);
        var other = SafetensorsTensor.FromSingles("c", [2], [1, 2]);

        Written(half, single, other).Should().Equal(Written(other, half, single));
    }

    [Fact]
    public void The_layout_is_the_one_of_the_original_writer()
    {
        var bytes = Written(SafetensorsTensor.FromSingles("a", [1], [1], TensorType.F16), SafetensorsTensor.FromSingles("b", [1], [1]));

        const string Header = """{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F16","shape":[1],"data_offsets":[4,6]}}""";
        var padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        bytes.Should().Equal([.. BitConverter.GetBytes((long)padded.Length), .. Encoding.UTF8.GetBytes(padded), .. BitConverter.GetBytes(1f), 0x00, 0x3C]);
    }

    [Fact]
    public void Names_in_any_script_survive()
    {
        SafetensorsWriter.Write(_folder.File("a.safetensors"), [SafetensorsTensor.FromSingles("gewicht.ß.世界.😀.\"\\\n", [1], [3])]);
        using var file = SafetensorsFile.Open(_folder.File("a.safetensors"));

        file.Tensors.Keys.Should().Equal("gewicht.ß.世界.😀.\"\\\n");
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("a", [1], [1])]);
        var old = File.ReadAllBytes(path);

        FluentActions.Invoking(() => SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("a", [2], [1])])).Should().Throw<ArgumentException>().WithMessage("*'a'*[2]*4 bytes*");

        File.ReadAllBytes(path).Should().Equal(old);
        Directory.EnumerateFiles(_folder.Location).Should().ContainSingle();
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused() =>
        FluentActions.Invoking(() => Written(SafetensorsTensor.FromSingles("a", [1], [1]), SafetensorsTensor.FromSingles("a", [1], [2]))).Should().Throw<ArgumentException>().WithMessage("*'a'*twice*");

    [Fact]
    public void Block_types_have_no_place_in_the_format() =>
        FluentActions.Invoking(() => Written(new SafetensorsTensor("a", TensorType.Q8_0, [32], new byte[34]))).Should().Throw<ArgumentException>().WithMessage("*Q8_0*");

    [Fact]
    public void BF16_is_the_nearest_of_the_two_neighbours_and_the_even_one_at_a_tie() =>
        Gen.UInt.Sample(bits =>
        {
            var value = BitConverter.UInt32BitsToSingle(bits);
            var data = SafetensorsTensor.FromSingles("a", [1], [value], TensorType.BF16).Data.Span;
            var stored = (uint)BitConverter.ToUInt16(data) << 16;
            if (float.IsNaN(value))
                return float.IsNaN(BitConverter.UInt32BitsToSingle(stored));

            var down = bits & 0xFFFF0000;
            var discarded = bits - down;
            var expected = discarded < 0x8000 || (discarded == 0x8000 && (down & 0x10000) == 0) ? down : down + 0x10000;
            return stored == expected;
        });

    [Fact]
    public void Any_floats_survive_a_round_trip() =>
        Gen.Float.Array[0, 40].Sample(values =>
        {
            var path = _folder.File("law.safetensors");
            SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("a", [values.Length], values)]);
            using var file = SafetensorsFile.Open(path);
            var found = new float[values.Length];
            file.ReadSingles("a", 0, found);
            return found.AsSpan().SequenceEqual(values);
        }, iter: 200, threads: 1);

    private static byte[] Written(params SafetensorsTensor[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }
}
