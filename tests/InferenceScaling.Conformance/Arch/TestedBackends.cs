using InferenceScaling.Models;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp;
using InferenceScaling.TorchSharp.Decoder;

namespace InferenceScaling.Conformance.Arch;

/// <summary>The backends every model must agree on.</summary>
public static class TestedBackends
{
    public static IReadOnlyList<(string Name, Backend Backend)> All { get; } =
    [
        ("cpu", Backend.Cpu()),
        ("libtorch", Backend.Torch()),
    ];
}
