namespace InferenceScaling.Models.Cpu;

/// <summary>Rows of activations: borrowed from an <see cref="ActivationPool"/>, to which disposing gives the memory back, or memory of somebody else's.</summary>
internal sealed unsafe class Activations : IDisposable
{
    private readonly ActivationPool? _pool;

    /// <summary>Memory of a pool.</summary>
    public Activations(ActivationPool pool, NativeBuffer memory)
    {
        _pool = pool;
        Memory = memory;
        Pointer = memory.Pointer;
    }

    /// <summary>Somebody else's memory; see <see cref="Borrow"/>.</summary>
    public Activations()
    {
    }

    public float* Pointer { get; private set; }

    public int Rows { get; set; }

    public int Width { get; set; }

    /// <summary>The pool's memory; null for somebody else's.</summary>
    public NativeBuffer? Memory { get; }

    public Span<float> Span => new(Pointer, Rows * Width);

    public float* Row(int row) => Pointer + ((long)row * Width);

    /// <summary>Stands for memory that the caller keeps where it is meanwhile.</summary>
    public void Borrow(float* pointer, int rows, int width)
    {
        Pointer = pointer;
        Rows = rows;
        Width = width;
    }

    public void Dispose() => _pool?.Return(this);
}
