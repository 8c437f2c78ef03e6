using System.Runtime.InteropServices;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>What becomes of memory that tensors on a CPU let go.</summary>
public static partial class FreedMemory
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MapsMost = -4;
    private const int ArenasMost = -8;

    /// <summary>Asks the C library to keep memory that was freed for what is allocated next, instead of giving it back to the system, which has to clear each page before it gives it out again.</summary>
    /// <remarks>
    /// Training allocates and frees the same tensors every step; with glibc's defaults 15 to 23 % of the processor time of small models went to the system, with memory kept 5 to 11 %. The process then keeps what it once used, so this is
    /// for processes that train. Call it first of all: threads that have allocated keep their ways. Linux with glibc; elsewhere it does nothing.
    /// </remarks>
    /// <returns>Whether it was heeded.</returns>
    public static bool Keep()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return SetOption(ArenasMost, 1) + SetOption(MapsMost, 0) + SetOption(TrimThreshold, int.MaxValue) + SetOption(TopPad, 64 << 20) == 4;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
