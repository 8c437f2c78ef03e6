using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Loads libtorch on every supported system. Using anything of this package does it by itself; call <see cref="EnsureLoaded"/> to do it early or to have its error early.</summary>
public static class TorchRuntime
{
    private static readonly Lazy<nint> Library = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Loads libtorch if it is not loaded yet: about half a second the first time. Thread-safe.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system, or it does not load.</exception>
    public static void EnsureLoaded() => _ = Library.Value;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp must find its native library whichever of its types an application touches first; nothing is loaded before that.")]
    internal static void HookResolution()
    {
        var assembly = typeof(torch).Assembly;
        (AssemblyLoadContext.GetLoadContext(assembly) ?? AssemblyLoadContext.Default).ResolvingUnmanagedDll += (requester, name) =>
        {
            if (requester != assembly || name != "LibTorchSharp" || !OperatingSystem.IsLinux())
                return 0;
            try
            {
                return Library.Value;
            }
            catch (TorchUnavailableException)
            {
                return 0;
            }
        };
    }

    private static nint Load()
    {
        var runtime = NativeSearchFolders.PortableRuntime;
        var folders = NativeSearchFolders.All();
        if (runtime == "linux-x64")
            return LinuxTorchLoader.Load(folders, NativeFileCache.Roots());
        if (runtime is not ("win-x64" or "win-arm64" or "osx-arm64"))
        {
            throw new TorchUnavailableException(
                $"There is no libtorch for {runtime}: TorchSharp is published for linux-x64, win-x64, win-arm64 and osx-arm64. Use Backend.Cpu(), which is pure managed, or run the application on one of those.");
        }

        try
        {
            var torchLibrary = OperatingSystem.IsWindows() ? "torch_cpu.dll" : "libtorch.dylib";
            if (NativeSearchFolders.Find(folders, torchLibrary) is { } path)
                NativeLibrary.Load(path);
            return NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            var advice = OperatingSystem.IsWindows()
                ? "TorchSharp 0.107.0 does not load on Windows (dotnet/TorchSharp issue 1567): reference TorchSharp and TorchSharp-cpu or TorchSharp-cuda-windows in version 0.106.0, or use Backend.Cpu()."
                : "Add the package TorchSharp-cpu, version 0.107.0, to the application project; libraries cannot bring it.";
            throw new TorchUnavailableException(
                $"libtorch does not load on {runtime}: {exception.Message} Looked in {string.Join(", ", folders.Select(folder => $"'{folder}'"))}. {advice}",
                exception);
        }
    }
}
