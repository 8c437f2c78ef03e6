namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>How texts become windows.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Tokens that are read together.</summary>
    /// <value>The default is 512.</value>
    public int WindowLength { get; init; } = 512;

    /// <summary>Most windows for fitting. GPTQ and AWQ were published with 128 windows of 512 to 2,048 tokens; small models need less.</summary>
    /// <value>The default is 32.</value>
    public int Windows { get; init; } = 32;

    /// <summary>Most windows for judging; they are others than those for fitting.</summary>
    /// <value>The default is 8.</value>
    public int JudgedWindows { get; init; } = 8;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Windows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(JudgedWindows, 1);
    }
}
