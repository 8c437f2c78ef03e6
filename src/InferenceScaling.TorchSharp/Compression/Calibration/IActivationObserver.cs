using InferenceScaling.Models.Cpu;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>Sees what matrices are multiplied with.</summary>
internal interface IActivationObserver
{
    /// <summary>Rows are about to be multiplied.</summary>
    /// <param name="names">The matrices that read them, by canonical name without suffix.</param>
    /// <param name="input">[rows, inputs]; valid during the call.</param>
    void Observe(IReadOnlyList<string> names, Activations input);
}
