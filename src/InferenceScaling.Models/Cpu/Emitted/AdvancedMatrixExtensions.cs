using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Asks the processor, and then the system, for AMX: tiles of 16 rows by 64 bytes, which .NET has no intrinsics for.</summary>
/// <remarks>Linux gives a process the room for their eight kilobytes a thread when it asks (Documentation/arch/x86/xstate.rst), and refuses where a signal's stack would be too small.</remarks>
internal static partial class AdvancedMatrixExtensions
{
    private const long ArchitectureControl = 158;
    private const long RequestPermission = 0x1023;
    private const long TileData = 18;

    private static readonly Lazy<bool> Permitted = new(Request);

    /// <summary>Whether products of tiles of bytes work in this process. The first call asks the system.</summary>
    public static bool IsSupported => Permitted.Value;

    private static bool Request()
    {
        if (!OperatingSystem.IsLinux() || !ExecutableMemory.IsSupported || !X86Base.IsSupported || !Avx512BW.IsSupported)
            return false;
        var features = X86Base.CpuId(7, 0).Edx;
        if ((features >> 24 & 1) == 0 || (features >> 25 & 1) == 0)
            return false;
        try
        {
            return SystemCall(ArchitectureControl, RequestPermission, TileData) == 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long SystemCall(long number, long operation, long argument);
}
