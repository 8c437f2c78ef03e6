namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Compares a tile with the plain loop, once, before it is trusted.</summary>
internal static unsafe class TileCheck
{
    private const int Groups = 2;

    // Every number of rows that some tile has code for, and more than it takes at once.
    private static readonly int[] Rows = [1, 2, 3, 4, 5, 6, 7, 18];

    public static bool IsRight(Int8Tile tile) => IsRight(tile, Int8Layout.Stored) && IsRight(tile, Int8Layout.Turned(BlockRotation.Size)) && IsRight(tile, Int8Layout.Turned(3 * BlockRotation.Size));

    private static bool IsRight(Int8Tile tile, Int8Layout layout)
    {
        var most = Rows[^1];
        using var rows = new QuantizedRows();
        rows.Resize(most, Groups * layout.Group, layout);
        var state = 1u;
        for (var index = 0; index < most * rows.Stride; index++)
            rows.Values[index] = (sbyte)Next(ref state);
        for (var index = 0; index < most * Groups; index++)
        {
            var correction = 0;
            for (var input = 0; input < layout.Group; input++)
                correction -= 128 * rows.Values[(index * layout.Group) + input];
            rows.Units[index] = new() { Scale = 0.001f * Next(ref state), Correction = correction };
        }

        using var panel = new NativeBuffer(Groups * layout.GroupBytes / sizeof(float));
        using var results = new NativeBuffer(2 * most * Int8Layout.Columns);
        var bytes = (byte*)panel.Pointer;
        for (var index = 0; index < Groups * layout.GroupBytes; index++)
            bytes[index] = (byte)Next(ref state);
        for (var group = 0; group < Groups; group++)
        {
            for (var column = 0; column < Int8Layout.Columns; column++)
                ((float*)(bytes + (group * layout.GroupBytes) + layout.WeightBytes))[column] = 0.01f * Next(ref state);
        }

        var call = new Int8TileCall
        {
            X = rows.Values,
            Stride = rows.Stride,
            Units = rows.Units,
            UnitStride = Groups * sizeof(Int8Unit),
            Panel = bytes,
            Groups = Groups,
            Quads = layout.Group / Int8Layout.Quad,
            ResultStride = Int8Layout.Columns * sizeof(float),
            Next = bytes,
        };
        var (expected, found) = (call with { Y = results.Pointer }, call with { Y = results.Pointer + (most * Int8Layout.Columns) });
        new PlainTile().Multiply(most, &expected);
        foreach (var count in Rows)
        {
            tile.Multiply(count, &found);
            if (!new ReadOnlySpan<int>(expected.Y, count * Int8Layout.Columns).SequenceEqual(new(found.Y, count * Int8Layout.Columns)))
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
