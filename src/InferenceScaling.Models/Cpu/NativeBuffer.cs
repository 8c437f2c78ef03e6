using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu;

/// <summary>Unmanaged floats on a 64-byte boundary: large, never moved, freed when told to.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    public NativeBuffer(long length)
    {
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc(checked((nuint)Math.Max(length, 1) * sizeof(float)), 64);
    }

    public float* Pointer { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
