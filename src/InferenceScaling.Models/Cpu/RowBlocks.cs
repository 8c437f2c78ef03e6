namespace InferenceScaling.Models.Cpu;

/// <summary>Rows of a product cut into blocks: as many as threads, or a multiple, where there are rows enough. A thread then keeps to its rows from product to product, and finds in its cache what it wrote.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="Size">Rows of a block; the last may have fewer.</param>
internal readonly record struct RowBlocks(int Rows, int Size)
{
    // With fewer rows to a thread, reading weights would take longer than multiplying with them: threads then share out the panels.
    private const int WorthReading = 24;

    // Every thread takes several pieces, so that none waits long for the last, unless blocks become too small for that.
    private const int PiecesPerThread = 4;
    private const int FewestRows = 12;

    /// <summary>Number of blocks.</summary>
    public int Count => (Rows + Size - 1) / Size;

    /// <summary>Cuts the rows.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="most">Most rows of a block.</param>
    /// <param name="tile">Rows that are multiplied at a time: a block has a multiple of them.</param>
    /// <param name="panels">Panels of the matrix; a block and a panel are a piece of work.</param>
    /// <param name="threads">Threads that share out the pieces.</param>
    public static RowBlocks Cut(int rows, int most, int tile, int panels, int threads)
    {
        var groups = Math.Clamp(rows / WorthReading, 1, threads);
        var blocks = Ceiling(Ceiling(rows, most), groups) * groups;
        while (blocks * panels < PiecesPerThread * threads && rows / (blocks + groups) >= FewestRows)
            blocks += groups;
        return new(rows, Ceiling(Ceiling(rows, blocks), tile) * tile);
    }

    /// <summary>First row and number of rows of a block.</summary>
    public (int First, int Count) this[int block] => (block * Size, Math.Min(Size, Rows - (block * Size)));

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
