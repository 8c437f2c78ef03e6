using System.Runtime.InteropServices;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>What the loaded libtorch exports: the only way to ask for an operator that ends the process where it is missing.</summary>
internal static class TorchExports
{
    private static readonly string Library = OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>Whether there is a symbol, by its mangled name; no where libtorch is not found by its name among the libraries of this process.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system, or it does not load.</exception>
    public static bool Contains(string symbol)
    {
        TorchRuntime.EnsureLoaded();
        if (!NativeLibrary.TryLoad(Library, out var handle))
            return false;
        try
        {
            return NativeLibrary.TryGetExport(handle, symbol, out _);
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }
}
