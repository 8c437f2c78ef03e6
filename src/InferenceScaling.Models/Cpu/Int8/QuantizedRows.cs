using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rows of activations as bytes, each row with its scale. Memory grows with the largest batch and is kept.</summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    private long _capacity;
    private int _rowCapacity;

    /// <summary>The bytes, 128 added to each.</summary>
    public byte* Values { get; private set; }

    /// <summary>What one unit of each row stands for.</summary>
    public float* Scales { get; private set; }

    /// <summary>From one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Makes room.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Length of a row.</param>
    public void Resize(int rows, int width)
    {
        Stride = RowQuantizer.Padded(width);
        var length = (long)rows * Stride;
        if (length > _capacity)
        {
            NativeMemory.AlignedFree(Values);
            _capacity = length * 3 / 2;
            Values = (byte*)NativeMemory.AlignedAlloc((nuint)_capacity, 64);
        }

        if (rows > _rowCapacity)
        {
            NativeMemory.AlignedFree(Scales);
            _rowCapacity = rows * 3 / 2;
            Scales = (float*)NativeMemory.AlignedAlloc((nuint)_rowCapacity * sizeof(float), 64);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        NativeMemory.AlignedFree(Scales);
        Values = null;
        Scales = null;
        _capacity = 0;
        _rowCapacity = 0;
    }
}
