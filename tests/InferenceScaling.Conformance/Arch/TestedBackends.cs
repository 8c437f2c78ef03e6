using InferenceScaling.Models;
using InferenceScaling.TorchSharp;

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
