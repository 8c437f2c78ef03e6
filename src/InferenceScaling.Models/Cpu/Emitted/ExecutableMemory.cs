using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Machine code in pages of its own: written first, then made executable and read-only, never both.</summary>
internal static unsafe partial class ExecutableMemory
{
    private const int Read = 1;
    private const int Write = 2;
    private const int Execute = 4;
    private const int Private = 2;

    /// <summary>Whether code can be placed here: x86-64 with the System V calling convention.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64 && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS());

    /// <summary>Whether code is to be placed: it can be, and the switch <c>InferenceScaling.EmittedCode</c> does not forbid it.</summary>
    public static bool IsAllowed => IsSupported && (!AppContext.TryGetSwitch("InferenceScaling.EmittedCode", out var isAllowed) || isAllowed);

    /// <summary>Places code for the life of the process.</summary>
    /// <returns>Its address; null where the system refuses, as hardened ones do.</returns>
    public static void* Place(ReadOnlySpan<byte> code)
    {
        var anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
        var length = (nuint)((code.Length + Environment.SystemPageSize - 1) & -Environment.SystemPageSize);
        var address = Map(null, length, Read | Write, Private | anonymous, -1, 0);
        if (address == (void*)-1)
            return null;
        code.CopyTo(new Span<byte>(address, code.Length));
        if (Protect(address, length, Read | Execute) == 0)
            return address;
        _ = Unmap(address, length);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);
}
