using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>GGML's super-blocks of 256 (the "K" formats): sub-blocks of 16 or 32 whose scales are themselves quantised against one 16-bit float.</summary>
internal static class SuperBlocks
{
    private const int Length = 256;

    /// <summary>16 sub-blocks of 16, with minima: scales[16], values[64], scale, minimum.</summary>
    public static void DecodeQ2_K(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var values = block.Slice(16, 64);
        var scale = Lanes.Half(block[80..]);
        var minimum = Lanes.Half(block[82..]);
        for (var i = 0; i < Length; i += Lanes.Count)
        {
            var subBlock = block[i / 16];
            Lanes.ScaleAndAdd(
                TwoBits(values, i).AsSByte(),
                scale * (subBlock & 0xF),
                -(minimum * (subBlock >> 4)),
                destination[i..]);
        }
    }

    /// <summary>16 sub-blocks of 16, symmetric: high bits[32], low bits[64], scales[12], scale.</summary>
    public static void DecodeQ3_K(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var highBits = block[..32];
        var lowBits = block.Slice(32, 64);
        var scales = block.Slice(96, 12);
        var scale = Lanes.Half(block[108..]);
        for (var i = 0; i < Length; i += Lanes.Count)
        {
            var subBlock = i / 16;
            var low = subBlock < 8 ? scales[subBlock] & 0xF : scales[subBlock - 8] >> 4;
            var high = (scales[8 + (subBlock % 4)] >> (2 * (subBlock / 4))) & 3;

            // A third bit that is set means "do not subtract four".
            var third = Lanes.Field(Lanes.Load(highBits[(i % 32)..]), i / 32, 1) << 2;
            Lanes.Scale(Lanes.Subtract(TwoBits(lowBits, i) + third, 4), scale * ((low | (high << 4)) - 32), destination[i..]);
        }
    }

    /// <summary>8 sub-blocks of 32, with minima: scale, minimum, scales[12], values[128].</summary>
    public static void DecodeQ4_K(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var minimum = Lanes.Half(block[2..]);
        var scales = block.Slice(4, 12);
        var values = block[16..];
        for (var i = 0; i < Length; i += Lanes.Count)
        {
            var (subScale, subMinimum) = SixBitScales(scales, i / 32);
            Lanes.ScaleAndAdd(FourBits(values, i).AsSByte(), scale * subScale, -(minimum * subMinimum), destination[i..]);
        }
    }

    /// <summary>8 sub-blocks of 32, with minima: scale, minimum, scales[12], fifth bits[32], low bits[128].</summary>
    public static void DecodeQ5_K(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var scale = Lanes.Half(block);
        var minimum = Lanes.Half(block[2..]);
        var scales = block.Slice(4, 12);
        var fifthBits = block.Slice(16, 32);
        var values = block[48..];
        for (var i = 0; i < Length; i += Lanes.Count)
        {
            var (subScale, subMinimum) = SixBitScales(scales, i / 32);
            var fifth = Lanes.Field(Lanes.Load(fifthBits[(i % 32)..]), i / 32, 1) << 4;
            Lanes.ScaleAndAdd((FourBits(values, i) | fifth).AsSByte(), scale * subScale, -(minimum * subMinimum), destination[i..]);
        }
    }

    /// <summary>16 sub-blocks of 16, symmetric: low bits[128], high bits[64], signed scales[16], scale.</summary>
    public static void DecodeQ6_K(ReadOnlySpan<byte> block, Span<float> destination)
    {
        var lowBits = block[..128];
        var highBits = block.Slice(128, 64);
        var scales = block.Slice(192, 16);
        var scale = Lanes.Half(block[208..]);
        for (var i = 0; i < Length; i += Lanes.Count)
        {
            // In each half of 128, 64 bytes hold the low nibbles of the first 64 values, then the high ones of the rest.
            var low = Lanes.Field(Lanes.Load(lowBits[((i / 128 * 64) + (i % 64))..]), i % 128 / 64 * 4, 4);
            var high = TwoBits(highBits, i) << 4;
            Lanes.Scale(Lanes.Subtract(low | high, 32), scale * (sbyte)scales[i / 16], destination[i..]);
        }
    }

    // 32 bytes hold 128 values: bits 0-1 the first 32 of them, bits 2-3 the next.
    private static Vector128<byte> TwoBits(ReadOnlySpan<byte> packed, int index) =>
        Lanes.Field(Lanes.Load(packed[((index / 128 * 32) + (index % 32))..]), index % 128 / 32 * 2, 2);

    // 32 bytes hold 64 values: the low nibbles the first 32 of them, the high ones the rest.
    private static Vector128<byte> FourBits(ReadOnlySpan<byte> packed, int index) =>
        Lanes.Field(Lanes.Load(packed[((index / 64 * 32) + (index % 32))..]), index % 64 / 32 * 4, 4);

    // Twelve bytes hold eight 6-bit scales and eight 6-bit minima; the upper two bits of the last four live in the first eight bytes.
    private static (int Scale, int Minimum) SixBitScales(ReadOnlySpan<byte> scales, int subBlock)
    {
        if (subBlock < 4)
            return (scales[subBlock] & 0x3F, scales[subBlock + 4] & 0x3F);
        var low = scales[subBlock + 4];
        return ((low & 0xF) | ((scales[subBlock - 4] >> 2) & 0x30), (low >> 4) | ((scales[subBlock] >> 2) & 0x30));
    }
}
