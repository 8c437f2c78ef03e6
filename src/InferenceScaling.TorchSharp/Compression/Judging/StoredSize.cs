using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>What a file of a decoder takes.</summary>
internal static class StoredSize
{
    /// <summary>Bytes: integers in their bits, scales and all other weights in 16 bits, zero points in the bits of codes.</summary>
    public static long Of(CompressedDecoder decoder)
    {
        var bytes = 0L;
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            if (decoder.Weights.Quantization(weight.Name) is not { } format)
            {
                bytes += 2 * weight.ElementCount;
                continue;
            }

            var groups = weight.Shape[0] * format.GroupCount((int)weight.Shape[1]);
            bytes += ((weight.ElementCount * format.Bits) + 7) / 8;
            bytes += 2 * groups;
            bytes += format.IsSymmetric ? 0 : ((groups * format.Bits) + 7) / 8;
        }

        return bytes;
    }
}
