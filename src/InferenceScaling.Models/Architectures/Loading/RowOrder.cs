namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Which rows of a stored tensor a weight is made of: row r is stored row <paramref name="Offset"/> + ⌊r / <paramref name="Block"/>⌋ · <paramref name="Stride"/> + place(r mod <paramref name="Block"/>).</summary>
/// <param name="Offset">First row.</param>
/// <param name="Block">Rows that lie together.</param>
/// <param name="Stride">Rows from one block to the next.</param>
/// <param name="Interleaved">Whether a block holds rotary pairs side by side (2i, 2i + 1), to be read as halves (i, i + block/2).</param>
internal readonly record struct RowOrder(long Offset, long Block, long Stride, bool Interleaved)
{
    /// <summary>As stored.</summary>
    public static RowOrder Stored { get; } = new(0, 1, 1, false);

    /// <summary>A run of rows of a fused matrix.</summary>
    public static RowOrder From(long offset) => new(offset, 1, 1, false);

    /// <summary>Heads whose rotary pairs lie side by side.</summary>
    public static RowOrder Pairs(int headSize) => new(0, headSize, headSize, true);

    public bool IsContiguous => Block == Stride && !Interleaved;

    public long Map(long row)
    {
        var (block, place) = Math.DivRem(row, Block);
        if (Interleaved)
            place = place < Block / 2 ? 2 * place : (2 * (place - (Block / 2))) + 1;
        return Offset + (block * Stride) + place;
    }
}
