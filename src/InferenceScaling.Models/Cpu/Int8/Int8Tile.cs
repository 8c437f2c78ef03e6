using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Products of rows with a panel of 64 columns: sums of a group of inputs in exact integers, groups added in order with one rounding each. Every kind of tile gives the same bits.</summary>
internal abstract unsafe class Int8Tile
{
    /// <summary>The fastest that this machine has.</summary>
    public static Int8Tile Best { get; } = Choose();

    /// <summary>The fastest without code that is made at run time.</summary>
    public static Int8Tile BestManaged { get; } = ChooseManaged();

    /// <summary>Name for logs and benchmarks.</summary>
    public abstract string Name { get; }

    /// <summary>y[r, c] = Σ over groups of (scale[r] · scale[c]) · Σ x[r, k] · (panel[k, c] − 128).</summary>
    /// <param name="rows">1 or more.</param>
    /// <param name="call">Where to read and write.</param>
    public abstract void Multiply(int rows, Int8TileCall* call);

    // Whatever is faster than the plain loop has to give its results first.
    private static Int8Tile Choose()
    {
        if (EmittedTile.TryCreate() is not { } emitted || !TileCheck.IsRight(emitted))
            return ChooseManaged();
        return MatrixTile.TryCreate(emitted) is { } matrix && TileCheck.IsRight(matrix) ? matrix : emitted;
    }

    private static Int8Tile ChooseManaged()
    {
        Int8Tile? managed = AvxVnni.IsSupported ? new DotTile256<VnniDots>() : Avx2.IsSupported && Fma.IsSupported ? new WideningTile() : Dp.IsSupported ? new DotTile128<ArmDots>() : null;
        return managed is not null && TileCheck.IsRight(managed) ? managed : new PlainTile();
    }
}
