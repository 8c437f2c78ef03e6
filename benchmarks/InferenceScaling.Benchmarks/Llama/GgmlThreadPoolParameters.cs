using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Llama;

/// <summary><c>ggml_threadpool_params</c> of llama.cpp v0.5.0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GgmlThreadPoolParameters
{
    public fixed byte CpuMask[512];
    public int Threads;
    public int Priority;
    public uint Polling;
    public byte StrictCpu;
    public byte Paused;
}
