using InferenceScaling.Models;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What steps have at hand.</summary>
public sealed record CompressionContext
{
    /// <summary>Texts to measure activations and divergences on; null where none were given.</summary>
    public CalibrationSet? Calibration { get; init; }

    /// <summary>What will compute with the result: speed is measured on it.</summary>
    public Backend Backend { get; init; } = Backend.Cpu();

    /// <summary>Threads of calibration.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 16);

    /// <summary>A folder of the step's own for what is half done; null for none, and then a stopped compression begins again.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether steps measure what every layer costs by itself, in divergence and in time.</summary>
    public bool MeasuresLayers { get; init; }

    /// <summary>Told how much of the step is done, and what it is about.</summary>
    public Action<double, string> Report { get; init; } = static (_, _) => { };

    /// <summary>The texts.</summary>
    /// <param name="step">Who needs them, for the message.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public CalibrationSet Require(string step) => Calibration ?? throw Missing(step);

    internal static InvalidOperationException Missing(string step) =>
        new($"'{step}' looks at activations, and there are no texts to measure them on; call {nameof(ModelCompressor)}.{nameof(ModelCompressor.CalibrateWith)} first.");
}
