using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>GGML's blocks of 32 with one scale: Q4_0, Q5_0, Q8_0, and with a minimum Q4_1, Q5_1. The low nibbles hold the first 16 values, the high ones the rest.</summary>
internal static class BasicBlocks
{
    public static void DecodeQ4_0(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var packed = Lanes.Load(block[2..]);
        Lanes.Scale(Lanes.Subtract(Lanes.Field(packed, 0, 4), 8), scale, destination);
        Lanes.Scale(Lanes.Subtract(Lanes.Field(packed, 4, 4), 8), scale, destination[Lanes.Count..]);
    }

    public static void DecodeQ4_1(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var minimum = Lanes.Half(block[2..]);
        var packed = Lanes.Load(block[4..]);
        Lanes.ScaleAndAdd(Lanes.Field(packed, 0, 4).AsSByte(), scale, minimum, destination);
        Lanes.ScaleAndAdd(Lanes.Field(packed, 4, 4).AsSByte(), scale, minimum, destination[Lanes.Count..]);
    }

    public static void DecodeQ5_0(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var fifthBits = BinaryPrimitives.ReadInt32LittleEndian(block[2..]);
        var packed = Lanes.Load(block[6..]);
        Lanes.Scale(Lanes.Subtract(Lanes.Field(packed, 0, 4) | Lanes.Spread(fifthBits, 16), 16), scale, destination);
        Lanes.Scale(Lanes.Subtract(Lanes.Field(packed, 4, 4) | Lanes.Spread(fifthBits >> 16, 16), 16), scale, destination[Lanes.Count..]);
    }

    public static void DecodeQ5_1(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var minimum = Lanes.Half(block[2..]);
        var fifthBits = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        var packed = Lanes.Load(block[8..]);
        Lanes.ScaleAndAdd((Lanes.Field(packed, 0, 4) | Lanes.Spread(fifthBits, 16)).AsSByte(), scale, minimum, destination);
        Lanes.ScaleAndAdd((Lanes.Field(packed, 4, 4) | Lanes.Spread(fifthBits >> 16, 16)).AsSByte(), scale, minimum, destination[Lanes.Count..]);
    }

    public static void DecodeQ8_0(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        Lanes.Scale(Lanes.Load(block[2..]).AsSByte(), scale, destination);
        Lanes.Scale(Lanes.Load(block[(2 + Lanes.Count)..]).AsSByte(), scale, destination[Lanes.Count..]);
    }
}
