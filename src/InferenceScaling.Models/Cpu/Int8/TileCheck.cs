namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Compares a tile with the plain loop, once, before it is trusted.</summary>
internal static unsafe class TileCheck
{
    private const int Quads = 9;

    public static bool IsRight(Int8Tile tile)
    {
        const int Width = Quads * 4, Stride = Width + 4, Columns = WeightMatrix.PanelWidth;
        var x = stackalloc byte[Int8Tile.MostRows * Stride];
        var panel = stackalloc sbyte[Width * Columns];
        var correction = stackalloc int[Columns];
        var expected = stackalloc int[Int8Tile.MostRows * Columns];
        var found = stackalloc int[Int8Tile.MostRows * Columns];
        var state = 1u;
        for (var index = 0; index < Int8Tile.MostRows * Stride; index++)
            x[index] = (byte)Next(ref state);
        for (var index = 0; index < Width * Columns; index++)
            panel[index] = (sbyte)Next(ref state);
        for (var column = 0; column < Columns; column++)
        {
            var sum = 0;
            for (var input = 0; input < Width; input++)
                sum += panel[(((input / 4 * Columns) + column) * 4) + (input % 4)];
            correction[column] = -128 * sum;
        }

        var call = new Int8TileCall { X = x, Stride = Stride, Panel = panel, Correction = correction, Quads = Quads };
        var plain = new PlainTile();
        for (var rows = 1; rows <= Int8Tile.MostRows; rows++)
        {
            call.Sums = expected;
            plain.Multiply(rows, &call);
            call.Sums = found;
            tile.Multiply(rows, &call);
            if (!new ReadOnlySpan<int>(expected, rows * Columns).SequenceEqual(new(found, rows * Columns)))
                return false;
        }

        return true;
    }

    private static uint Next(ref uint state)
    {
        state = (state * 1664525) + 1013904223;
        return state >> 24;
    }
}
