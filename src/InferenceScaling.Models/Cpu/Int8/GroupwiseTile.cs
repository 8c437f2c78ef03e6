using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Takes a panel by some groups at a time, whose weights stay in the first-level cache for all rows: blocks of rows by a few columns, what is left over row by row.</summary>
internal abstract unsafe class GroupwiseTile : Int8Tile
{
    /// <summary>Columns of a block.</summary>
    protected const int BlockColumns = 16;

    private const int BlocksOfPanel = Int8Layout.Columns / BlockColumns;

    /// <summary>Rows of a block.</summary>
    protected abstract int BlockRows { get; }

    /// <summary>From one row of a laid-out block to the next, in bytes.</summary>
    protected abstract int LaidStride { get; }

    [SkipLocalsInit]
    public sealed override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
            new Span<float>(call->From(row).Y, Int8Layout.Columns).Clear();

        var laid = stackalloc byte[BlockRows * LaidStride];
        var part = *call;
        var calls = (rows / BlockRows * BlocksOfPanel) + (rows % BlockRows);
        for (var left = call->Groups; left > 0; left -= part.Groups)
        {
            part.Groups = Math.Min(left, Math.Max(1, Int8Layout.WidestGroup / (part.Quads * Int8Layout.Quad)));
            var next = part.Panel + (part.Groups * part.GroupBytes);
            var ahead = new LinesAhead(next, next - part.Panel, part.Groups * part.Quads * calls);
            AddRows(rows, part, laid, &ahead);
            part.X += part.Groups * part.Quads * Int8Layout.Quad;
            part.Units += part.Groups;
            part.Panel = next;
        }
    }

    /// <summary>Puts a part of a row of activations as the products want it.</summary>
    /// <param name="x">The part.</param>
    /// <param name="length">Its length: a multiple of 32, at most 256.</param>
    /// <param name="laid">Receives it.</param>
    protected abstract void Lay(sbyte* x, int length, byte* laid);

    /// <summary>Adds the products of some groups to the results of one row.</summary>
    /// <param name="part">Where the row, its units, the groups' weights and the results are.</param>
    /// <param name="x">The row, laid out.</param>
    /// <param name="ahead">Asked for with each quad, four lines together.</param>
    protected abstract void AddRow(Int8TileCall* part, byte* x, LinesAhead* ahead);

    /// <summary>The same for some columns of the rows of a block.</summary>
    /// <param name="part">Where the first row, its units, the groups' weights and the results are.</param>
    /// <param name="x">The rows, laid out.</param>
    /// <param name="column">The first of the columns.</param>
    /// <param name="ahead">Asked for with each quad.</param>
    protected abstract void AddBlock(Int8TileCall* part, byte* x, int column, LinesAhead* ahead);

    /// <summary>The same group of the row below.</summary>
    protected static Int8Unit* Below(Int8Unit* unit, Int8TileCall* part) => (Int8Unit*)((byte*)unit + part->UnitStride);

    /// <summary>The results of the row below.</summary>
    protected static float* Below(float* y, Int8TileCall* part) => (float*)((byte*)y + part->ResultStride);

    /// <summary>Asks for as much as the weights of four inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void AskForQuad(byte* address)
    {
        for (var line = 0; line < Int8Layout.QuadBytes; line += LinesAhead.LineBytes)
            LinesAhead.Ask(address + line);
    }

    /// <summary>y[0…15] += scale · scales[0…15] · the sums of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void AddResults(float* y, float* scales, float scale, Vector256<int> a, Vector256<int> b)
    {
        Vector256.FusedMultiplyAdd(Vector256.Load(scales) * scale, Vector256.ConvertToSingle(a), Vector256.Load(y)).Store(y);
        Vector256.FusedMultiplyAdd(Vector256.Load(scales + 8) * scale, Vector256.ConvertToSingle(b), Vector256.Load(y + 8)).Store(y + 8);
    }

    /// <inheritdoc cref="AddResults(float*, float*, float, Vector256{int}, Vector256{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void AddResults(float* y, float* scales, float scale, Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d)
    {
        Vector128.FusedMultiplyAdd(Vector128.Load(scales) * scale, Vector128.ConvertToSingle(a), Vector128.Load(y)).Store(y);
        Vector128.FusedMultiplyAdd(Vector128.Load(scales + 4) * scale, Vector128.ConvertToSingle(b), Vector128.Load(y + 4)).Store(y + 4);
        Vector128.FusedMultiplyAdd(Vector128.Load(scales + 8) * scale, Vector128.ConvertToSingle(c), Vector128.Load(y + 8)).Store(y + 8);
        Vector128.FusedMultiplyAdd(Vector128.Load(scales + 12) * scale, Vector128.ConvertToSingle(d), Vector128.Load(y + 12)).Store(y + 12);
    }

    private void AddRows(int rows, Int8TileCall part, byte* laid, LinesAhead* ahead)
    {
        var length = (int)(part.Groups * part.Quads) * Int8Layout.Quad;
        for (int count; rows > 0; rows -= count, part = part.From(count))
        {
            count = rows >= BlockRows ? BlockRows : 1;
            for (var row = 0; row < count; row++)
                Lay(part.X + (row * part.Stride), length, laid + (row * LaidStride));
            if (count == 1)
            {
                AddRow(&part, laid, ahead);
                continue;
            }

            for (var column = 0; column < Int8Layout.Columns; column += BlockColumns)
                AddBlock(&part, laid, column, ahead);
        }
    }
}
