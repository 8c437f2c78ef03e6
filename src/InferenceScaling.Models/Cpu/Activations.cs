namespace InferenceScaling.Models.Cpu;

/// <summary>Rows of activations, borrowed from a <see cref="ActivationPool"/>; disposing gives the memory back.</summary>
internal sealed unsafe class Activations(ActivationPool pool, NativeBuffer memory) : IDisposable
{
    public float* Pointer => Memory.Pointer;

    public int Rows { get; set; }

    public int Width { get; set; }

    public NativeBuffer Memory { get; } = memory;

    public Span<float> Span => new(Pointer, Rows * Width);

    public float* Row(int row) => Pointer + ((long)row * Width);

    public void Dispose() => pool.Return(this);
}
