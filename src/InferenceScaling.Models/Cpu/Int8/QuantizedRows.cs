using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rows of activations as bytes, each group with its scale. Memory grows with the largest batch and is kept.</summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    private long _capacity;
    private long _groupCapacity;

    /// <summary>The bytes.</summary>
    public sbyte* Values { get; private set; }

    /// <summary>What one unit of each group stands for, [rows][groups].</summary>
    public float* Scales { get; private set; }

    /// <summary>−128 · the sum of each group, [rows][groups].</summary>
    public int* Corrections { get; private set; }

    /// <summary>Groups of a row.</summary>
    public int Groups { get; private set; }

    /// <summary>From one row to the next, in bytes.</summary>
    public int Stride => Groups * Int8Layout.Group;

    /// <summary>Makes room.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Length of a row.</param>
    public void Resize(int rows, int width)
    {
        Groups = Int8Layout.Groups(width);
        var length = (long)rows * Stride;
        if (length > _capacity)
        {
            NativeMemory.AlignedFree(Values);
            _capacity = length * 3 / 2;
            Values = (sbyte*)NativeMemory.AlignedAlloc((nuint)_capacity, 64);
        }

        var groups = (long)rows * Groups;
        if (groups > _groupCapacity)
        {
            NativeMemory.AlignedFree(Scales);
            NativeMemory.AlignedFree(Corrections);
            _groupCapacity = groups * 3 / 2;
            Scales = (float*)NativeMemory.AlignedAlloc((nuint)_groupCapacity * sizeof(float), 64);
            Corrections = (int*)NativeMemory.AlignedAlloc((nuint)_groupCapacity * sizeof(int), 64);
        }
    }

    /// <summary>Rounds a row.</summary>
    public void Set(int row, float* x, int width) =>
        RowQuantizer.Quantize(x, width, Values + ((long)row * Stride), Scales + ((long)row * Groups), Corrections + ((long)row * Groups));

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        NativeMemory.AlignedFree(Scales);
        NativeMemory.AlignedFree(Corrections);
        Values = null;
        Scales = null;
        Corrections = null;
        _capacity = 0;
        _groupCapacity = 0;
    }
}
