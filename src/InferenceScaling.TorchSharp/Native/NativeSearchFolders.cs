using System.Runtime.InteropServices;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Where the runtime and published applications keep native libraries.</summary>
internal static class NativeSearchFolders
{
    /// <summary>The folders that exist, in the runtime's order: those of the dependency manifest, the application's own, then its <c>runtimes</c> folder.</summary>
    public static IReadOnlyList<string> All()
    {
        var folders = new List<string>();
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string known)
            folders.AddRange(known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        folders.Add(AppContext.BaseDirectory);
        folders.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", PortableRuntime, "native"));
        return [.. folders.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal).Where(Directory.Exists)];
    }

    /// <summary>Operating system and architecture as packages spell them: <c>linux-x64</c>, <c>win-arm64</c>, …</summary>
    public static string PortableRuntime
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>The first of the folders' files with this name, or null.</summary>
    public static string? Find(IEnumerable<string> folders, string name) => folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
