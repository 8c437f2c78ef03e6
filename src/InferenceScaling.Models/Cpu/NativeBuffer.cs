namespace InferenceScaling.Models.Cpu;

/// <summary>Unmanaged floats on a 64-byte boundary: large, never moved, freed when told to.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    public NativeBuffer(long length)
    {
        Length = length;
        Pointer = (float*)NativeBlock.Allocate(checked(Math.Max(length, 1) * sizeof(float)));
    }

    public float* Pointer { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        NativeBlock.Free(Pointer);
        Pointer = null;
    }
}
