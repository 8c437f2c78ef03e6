using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What a tile of products is computed from, as emitted code reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Int8TileCall
{
    /// <summary>Rows of activations; 16 may be read where there are fewer.</summary>
    public sbyte* X;

    /// <summary>From one row to the next, in bytes.</summary>
    public long Stride;

    /// <summary>Scale and correction of each row's groups.</summary>
    public Int8Unit* Units;

    /// <summary>From one row's units to the next, in bytes.</summary>
    public long UnitStride;

    /// <summary>For each group: weights [quads][64][4], 128 added to each, then 64 scales.</summary>
    public byte* Panel;

    /// <summary>Number of groups.</summary>
    public long Groups;

    /// <summary>Inputs of a group, in fours.</summary>
    public long Quads;

    /// <summary>Receives 64 numbers a row.</summary>
    public float* Y;

    /// <summary>From one row of results to the next, in bytes.</summary>
    public long ResultStride;

    /// <summary>The panel that comes after this one, to ask for while this one is multiplied; null for none.</summary>
    public byte* Next;

    /// <summary>How many times emitted code is to take as many rows as it is made for.</summary>
    public long Blocks;

    /// <summary>Bytes of a group.</summary>
    public readonly long GroupBytes => (Quads * Int8Layout.QuadBytes) + Int8Layout.ScaleBytes;

    /// <summary>The same for the rows from one on.</summary>
    public readonly Int8TileCall From(int row) => this with
    {
        X = X + (row * Stride),
        Units = (Int8Unit*)((byte*)Units + (row * UnitStride)),
        Y = (float*)((byte*)Y + (row * ResultStride)),
    };
}
