namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Compares a tile with the plain loop, once, before it is trusted.</summary>
internal static unsafe class TileCheck
{
    private const int Groups = 3;

    public static bool IsRight(Int8Tile tile)
    {
        const int Width = Groups * Int8Layout.Group, Results = Int8Tile.MostRows * Int8Layout.Columns;
        var x = stackalloc sbyte[Int8Tile.MostRows * Width];
        var scales = stackalloc float[Int8Tile.MostRows * Groups];
        var corrections = stackalloc int[Int8Tile.MostRows * Groups];
        var panel = stackalloc byte[Groups * Int8Layout.GroupBytes];
        var expected = stackalloc float[Results];
        var found = stackalloc float[Results];
        var state = 1u;
        for (var index = 0; index < Int8Tile.MostRows * Width; index++)
            x[index] = (sbyte)Next(ref state);
        for (var index = 0; index < Groups * Int8Layout.GroupBytes; index++)
            panel[index] = (byte)Next(ref state);
        for (var index = 0; index < Int8Tile.MostRows * Groups; index++)
        {
            scales[index] = 0.001f * Next(ref state);
            corrections[index] = 0;
            for (var input = 0; input < Int8Layout.Group; input++)
                corrections[index] -= 128 * x[(index * Int8Layout.Group) + input];
        }

        for (var group = 0; group < Groups; group++)
        {
            for (var column = 0; column < Int8Layout.Columns; column++)
                ((float*)(panel + (group * Int8Layout.GroupBytes)))[column] = 0.01f * Next(ref state);
        }

        var call = new Int8TileCall { X = x, Stride = Width, Scales = scales, Corrections = corrections, GroupStride = Groups * sizeof(float), Panel = panel, Groups = Groups, ResultStride = Int8Layout.Columns * sizeof(float) };
        var plain = new PlainTile();
        for (var rows = 1; rows <= Int8Tile.MostRows; rows++)
        {
            call.Y = expected;
            plain.Multiply(rows, &call);
            call.Y = found;
            tile.Multiply(rows, &call);
            if (!new ReadOnlySpan<int>(expected, rows * Int8Layout.Columns).SequenceEqual(new(found, rows * Int8Layout.Columns)))
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
