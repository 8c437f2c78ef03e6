using System.Runtime.InteropServices;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Loads libtorch and TorchSharp's native half on Linux, also where the C++ runtime is older than the one TorchSharp was built with.</summary>
/// <remarks>
/// TorchSharp 0.107 asks for <c>GLIBCXX_3.4.32</c> through one symbol, <c>std::ios_base_library_init</c>, which marks that &lt;iostream&gt; was included and is never called.
/// Debian 12 and Ubuntu 22.04 lack that version and refuse the library. A copy whose requirement is marked weak loads and runs there.
/// </remarks>
internal static class LinuxTorchLoader
{
    private const string TorchSharpLibrary = "libLibTorchSharp.so";

    // Versions whose symbols are known never to be called; relaxing any other would only turn a clear error into a crash.
    private static readonly string[] RelaxableVersions = ["GLIBCXX_3.4.32"];

    /// <summary>Loads them for the rest of the process.</summary>
    /// <param name="folders">Where to look.</param>
    /// <param name="cacheRoots">Where a relaxed copy may be stored, best first.</param>
    /// <returns>Handle of TorchSharp's native library.</returns>
    /// <exception cref="TorchUnavailableException">It cannot be done.</exception>
    public static nint Load(IReadOnlyList<string> folders, IEnumerable<string> cacheRoots)
    {
        var library = NativeSearchFolders.Find(folders, TorchSharpLibrary)
            ?? throw Missing(TorchSharpLibrary, "TorchSharp", folders);
        var torch = NativeSearchFolders.Find(folders, "libtorch.so")
            ?? throw Missing("libtorch.so", "libtorch", folders);

        // Once libtorch is in the process, the loader finds it by its soname wherever the relaxed copy lies.
        try
        {
            NativeLibrary.Load(torch);
        }
        catch (DllNotFoundException exception)
        {
            throw new TorchUnavailableException($"'{torch}' does not load: {exception.Message}", exception);
        }

        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException exception)
        {
            var version = RelaxableVersions.FirstOrDefault(version => exception.Message.Contains($"`{version}' not found", StringComparison.Ordinal))
                ?? throw new TorchUnavailableException($"'{library}' does not load: {exception.Message}", exception);
            return LoadRelaxed(library, version, cacheRoots);
        }
    }

    /// <summary>Loads a copy of the library that does without a version of the C++ runtime.</summary>
    internal static nint LoadRelaxed(string library, string version, IEnumerable<string> cacheRoots)
    {
        try
        {
            var content = File.ReadAllBytes(library);
            if (ElfVersionRequirements.MarkWeak(content, version) == 0)
                throw new InvalidDataException($"the file does not ask for {version}.");
            return NativeLibrary.Load(NativeFileCache.Store(cacheRoots, TorchSharpLibrary, content));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
        {
            throw new TorchUnavailableException(
                $"'{library}' needs {version}, which this system's libstdc++ lacks, and a copy that does without it could not be made or loaded: {exception.Message} "
                + "Install libstdc++ of GCC 13.2 or newer, or mend what is named above.",
                exception);
        }
    }

    private static TorchUnavailableException Missing(string file, string what, IReadOnlyList<string> folders) => new(
        $"No {what} for {NativeSearchFolders.PortableRuntime}: '{file}' is in none of {string.Join(", ", folders.Select(folder => $"'{folder}'"))}. "
        + "Add the package TorchSharp-cpu (or TorchSharp-cuda-linux), version 0.107.0, to the application project; libraries cannot bring it.");
}
