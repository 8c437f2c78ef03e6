using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What a tile of products is computed from, as emitted code reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Int8TileCall
{
    /// <summary>Rows of activations.</summary>
    public sbyte* X;

    /// <summary>From one row to the next, in bytes.</summary>
    public long Stride;

    /// <summary>What a unit of each row's groups stands for.</summary>
    public float* Scales;

    /// <summary>−128 · the sum of each row's groups: takes off again what the weights have too much.</summary>
    public int* Corrections;

    /// <summary>From one row's scales, or corrections, to the next, in bytes.</summary>
    public long GroupStride;

    /// <summary>For each group of 32 inputs: 64 scales, then weights [8][64][4], 128 added to each.</summary>
    public byte* Panel;

    /// <summary>Number of groups.</summary>
    public long Groups;

    /// <summary>Receives 64 numbers a row.</summary>
    public float* Y;

    /// <summary>From one row of results to the next, in bytes.</summary>
    public long ResultStride;

    /// <summary>Memory that will be read soon; <see cref="LinesAhead"/> lines of it are asked for with each group, from here on.</summary>
    public byte* Ahead;

    /// <summary>Lines of 64 bytes a group: a hint, rounded up to what a tile has code for.</summary>
    public long LinesAhead;
}
