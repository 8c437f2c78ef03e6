using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What a tile of products is computed from, as emitted code reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Int8TileCall
{
    /// <summary>Rows of activations, with 128 added to each.</summary>
    public byte* X;

    /// <summary>From one row to the next, in bytes.</summary>
    public long Stride;

    /// <summary>Weights [quads][64][4].</summary>
    public sbyte* Panel;

    /// <summary>−128 · Σₖ panel[k, column] for each of the 64 columns: takes the 128s off again where bytes have no sign.</summary>
    public int* Correction;

    /// <summary>Receives [rows][64].</summary>
    public int* Sums;

    /// <summary>A quarter of the length of the sums.</summary>
    public long Quads;
}
