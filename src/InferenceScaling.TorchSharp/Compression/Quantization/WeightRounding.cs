namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>How weights become integers.</summary>
public enum WeightRounding
{
    /// <summary>To the nearest number of a grid from the least to the largest weight; needs no texts.</summary>
    Nearest,

    /// <summary>To the nearest number of a grid whose ends are cut where that costs least, by the weights alone: the search of the GPTQ project.</summary>
    Clipped,

    /// <summary>The same, judged by the outputs on calibration texts: the clipping of the AWQ project.</summary>
    ClippedByActivations,

    /// <summary>Column by column, with the columns that follow making up for every error: Frantar et al., "GPTQ" (2023).</summary>
    Gptq,
}
