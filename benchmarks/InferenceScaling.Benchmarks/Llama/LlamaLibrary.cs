using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Llama;

/// <summary>Finds and loads prebuilt llama.cpp libraries. Structures are passed by value, so exactly one version will do.</summary>
internal static class LlamaLibrary
{
    public const string Variable = "LLAMA_CPP_DIR";
    private const string Version = "v0.5.0";
    private const string PackagePath = "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64";
    private const int ErrorLevel = 4;
    private const int CpuDevice = 0;

    private static readonly Dictionary<string, nint> Handles = [];

    /// <summary>How to get the libraries.</summary>
    public static string Instructions { get; } =
        $"""
        llama.cpp {Version} is not compared: its libraries were not found. To get them (Linux, x64), in a folder of your choice:
            npm install --ignore-scripts --omit=optional node-llama-cpp@3.22.1 @node-llama-cpp/linux-x64@3.22.1
        then name that folder by --llama or by the environment variable {Variable}.
        """;

    /// <summary>Loads the libraries.</summary>
    /// <param name="folder">The folder they are in, or that the package was installed in; null for <see cref="Variable"/>'s.</param>
    /// <returns>False where they are not there.</returns>
    public static bool TryLoad(string? folder)
    {
        if (Handles.Count > 0)
            return true;
        if (Locate(folder ?? Environment.GetEnvironmentVariable(Variable)) is not { } found)
            return false;
        foreach (var (name, file) in ((string, string)[])[(LlamaNative.GgmlBase, "libggml-base.so"), (LlamaNative.Ggml, $"libggml.{Version}.so"), (LlamaNative.Llama, $"libllama.{Version}.so")])
            Handles[name] = NativeLibrary.Load(Path.Combine(found, file));
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => Handles.GetValueOrDefault(name));
        Start(found);
        return true;
    }

    /// <summary>What the libraries say about the processor.</summary>
    public static unsafe string Describe() => Marshal.PtrToStringUTF8((nint)LlamaNative.SystemInformation()) ?? string.Empty;

    /// <summary>A pool of threads that stays between calls, as llama.cpp's own programs have one; made by the backend that fits the processor.</summary>
    public static unsafe nint CreateThreadPool(int threads)
    {
        // 50 is the level of polling that llama.cpp's programs run with.
        var parameters = new GgmlThreadPoolParameters { Threads = threads, Polling = 50 };
        return ((delegate* unmanaged[Cdecl]<GgmlThreadPoolParameters*, nint>)Function("ggml_threadpool_new"))(&parameters);
    }

    public static unsafe void FreeThreadPool(nint pool) => ((delegate* unmanaged[Cdecl]<nint, void>)Function("ggml_threadpool_free"))(pool);

    private static nint Function(string name)
    {
        var function = LlamaNative.FunctionOf(LlamaNative.RegistryOf(LlamaNative.DeviceOfType(CpuDevice)), name);
        return function != 0 ? function : throw new EntryPointNotFoundException($"llama.cpp's CPU backend has no {name}; it is not of {Version}.");
    }

    private static string? Locate(string? folder) => folder is null
        ? null
        : new[] { folder, Path.Combine(folder, PackagePath) }.FirstOrDefault(place => File.Exists(Path.Combine(place, $"libllama.{Version}.so")));

    private static unsafe void Start(string folder)
    {
        LlamaNative.SetLog(&Log, null);
        LlamaNative.LoadBackends(folder);
        LlamaNative.Initialize();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Log(int level, byte* text, void* data)
    {
        if (level == ErrorLevel)
            Console.Error.Write(Marshal.PtrToStringUTF8((nint)text));
    }
}
