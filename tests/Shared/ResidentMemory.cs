using System.Runtime.InteropServices;

namespace InferenceScaling.Tests;

/// <summary>The memory of this process that is in use, without what its allocators keep for later.</summary>
internal static partial class ResidentMemory
{
    /// <summary>Bytes resident once everything that is free has gone back to the system.</summary>
    /// <remarks>
    /// libtorch allocates blocks of many sizes, and glibc keeps the freed ones: of one round of requests and the next the resident memory differs by 70 MB
    /// while the bytes in use stay the same to 1 MB. Trimmed, it shows what was not freed.
    /// The collector, too, keeps regions of 4 MB for a while, more or fewer by chance; an aggressive collection gives them back.
    /// </remarks>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out _))
            _ = TrimAllocator(0);
        return Environment.WorkingSet;
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimAllocator(nuint pad);
}
