using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rows of activations as bytes, each group with its scale. Memory grows with the largest batch and is kept.</summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    // Tiles may read so many rows at once, whatever the last of them hold.
    private const int Padding = 16;

    private long _capacity;
    private long _unitCapacity;
    private int _width;

    /// <summary>How the rows are rounded.</summary>
    public Int8Layout Layout { get; private set; }

    /// <summary>The bytes.</summary>
    public sbyte* Values { get; private set; }

    /// <summary>Scales and corrections, [rows][groups].</summary>
    public Int8Unit* Units { get; private set; }

    /// <summary>Groups of a row.</summary>
    public int Groups { get; private set; }

    /// <summary>From one row to the next, in bytes.</summary>
    public int Stride => Groups * Layout.Group;

    /// <summary>Makes room.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Length of a row.</param>
    /// <param name="layout">How they will be rounded.</param>
    public void Resize(int rows, int width, Int8Layout layout)
    {
        (Layout, Groups, _width) = (layout, layout.Groups(width), width);
        var length = (long)(rows + Padding) * Stride;
        if (length > _capacity)
        {
            NativeMemory.AlignedFree(Values);
            _capacity = length * 3 / 2;
            Values = (sbyte*)NativeMemory.AlignedAlloc((nuint)_capacity, 64);
        }

        var units = (long)rows * Groups;
        if (units > _unitCapacity)
        {
            NativeMemory.AlignedFree(Units);
            _unitCapacity = units * 3 / 2;
            Units = (Int8Unit*)NativeMemory.AlignedAlloc((nuint)(_unitCapacity * sizeof(Int8Unit)), 64);
        }
    }

    /// <summary>Rounds a row.</summary>
    public void Set(int row, float* x) => RowQuantizer.Quantize(x, _width, Layout, Values + ((long)row * Stride), Units + ((long)row * Groups));

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        NativeMemory.AlignedFree(Units);
        Values = null;
        Units = null;
        _capacity = 0;
        _unitCapacity = 0;
    }
}
