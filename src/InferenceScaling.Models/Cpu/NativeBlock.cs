using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu;

/// <summary>Unmanaged memory on a 64-byte boundary; large blocks on pages of two megabytes where the system gives them.</summary>
/// <remarks>A pass through a decoder reads every weight once: with pages of four kilobytes, looking up where they are takes a good part of the time.</remarks>
internal static unsafe partial class NativeBlock
{
    private const nuint Line = 64;
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    /// <summary>Allocates; what the memory holds is undefined.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public static void* Allocate(long bytes)
    {
        var size = checked((nuint)Math.Max(bytes, 1));
        if (!OperatingSystem.IsLinux() || size < 2 * HugePage)
            return NativeMemory.AlignedAlloc(size, Line);
        var block = NativeMemory.AlignedAlloc(size, HugePage);

        // Advice: where it is not heeded, or cannot be given, memory is as it always was.
        try
        {
            _ = Advise(block, size / HugePage * HugePage, AdviseHugePages);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return block;
        }

        return block;
    }

    /// <summary>Frees what <see cref="Allocate"/> gave; null is nothing.</summary>
    public static void Free(void* block) => NativeMemory.AlignedFree(block);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
