using Microsoft.Extensions.Logging;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>What loading quantised matrices tells a logger.</summary>
internal static partial class ProductLog
{
    [LoggerMessage(1, LogLevel.Warning, "Quantised matrices are widened: libtorch does not multiply 8-bit integers on '{Device}' ({Defect}).")]
    public static partial void Unavailable(ILogger logger, string device, string defect);

    [LoggerMessage(2, LogLevel.Information, "Of the quantised matrices {Integers} are multiplied as integers, {Widened} are widened.")]
    public static partial void Chosen(ILogger logger, int integers, int widened);
}
