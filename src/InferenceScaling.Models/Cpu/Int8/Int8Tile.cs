using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Sums of products of bytes: a few rows with a panel of 64 columns. Integers are exact, so that every kind of tile gives the same sums, in whatever order.</summary>
internal abstract unsafe class Int8Tile
{
    /// <summary>Most rows of one call.</summary>
    public const int MostRows = 6;

    /// <summary>The fastest that this machine has.</summary>
    public static Int8Tile Best { get; } = Choose(allowEmitted: true);

    /// <summary>The fastest without code that is made at run time.</summary>
    public static Int8Tile BestManaged { get; } = Choose(allowEmitted: false);

    /// <summary>Name for logs and benchmarks.</summary>
    public abstract string Name { get; }

    /// <summary>sums[r, c] = Σₖ (x[r, k] − 128) · panel[k, c].</summary>
    /// <param name="rows">1 to <see cref="MostRows"/>.</param>
    /// <param name="call">Where to read and write.</param>
    public abstract void Multiply(int rows, Int8TileCall* call);

    // Whatever is faster than the plain loop has to give its sums first.
    private static Int8Tile Choose(bool allowEmitted)
    {
        if (allowEmitted && EmittedTile.TryCreate() is { } emitted && TileCheck.IsRight(emitted))
            return emitted;
        Int8Tile? managed = AvxVnni.IsSupported ? new VnniTile() : Avx2.IsSupported ? new WideningTile() : Dp.IsSupported ? new DotProductTile() : null;
        return managed is not null && TileCheck.IsRight(managed) ? managed : new PlainTile();
    }
}
