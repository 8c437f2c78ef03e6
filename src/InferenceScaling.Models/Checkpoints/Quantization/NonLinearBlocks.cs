using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>GGML's IQ4 formats: four bits select one of sixteen unevenly spaced values, denser around zero.</summary>
internal static class NonLinearBlocks
{
    private static Vector128<sbyte> Values => Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

    /// <summary>One block of 32: scale, indices[16].</summary>
    public static void DecodeIQ4_NL(ReadOnlySpan<byte> block, Span<float> destination) =>
        DecodeIndices(block[2..], Lanes.Half(block), destination);

    /// <summary>8 sub-blocks of 32: scale, high scale bits (16-bit word), low scale bits[4], indices[128].</summary>
    public static void DecodeIQ4_XS(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var highBits = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        for (var i = 0; i < 8; i++)
        {
            var low = (block[4 + (i / 2)] >> (i % 2 * 4)) & 0xF;
            var high = (highBits >> (2 * i)) & 3;
            DecodeIndices(block[(8 + (16 * i))..], scale * ((low | (high << 4)) - 32), destination[(32 * i)..]);
        }
    }

    private static void DecodeIndices(ReadOnlySpan<byte> packed, float scale, Span<float> destination)
    {
        var indices = Lanes.Load(packed);
        Lanes.Scale(Vector128.Shuffle(Values, Lanes.Field(indices, 0, 4).AsSByte()), scale, destination);
        Lanes.Scale(Vector128.Shuffle(Values, Lanes.Field(indices, 4, 4).AsSByte()), scale, destination[Lanes.Count..]);
    }
}
