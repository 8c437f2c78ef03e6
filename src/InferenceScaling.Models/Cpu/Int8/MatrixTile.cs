using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AMX: 16 rows by 64 columns a time, 64 inputs an instruction. Emitted code adds up a group's integers, the rest is managed. Few rows, and narrow groups, are left to another tile.</summary>
internal sealed unsafe class MatrixTile : Int8Tile
{
    private const int Rows = 16;
    private const int Inputs = 64;
    private const int Lanes = 16;
    private const int Parts = TileRegisters.Parts;
    private const int VectorBytes = TileRegisters.VectorBytes;
    private const int FirstOperand = 4;

    // Fewer rows are one call to the other tile, which is through sooner than a tile of which most is computed for nothing.
    private const int WorthwhileRows = WideTileCode.MostRows + 1;

    private readonly Int8Tile _others;
    private readonly delegate* unmanaged[SuppressGCTransition]<void*, void*, void> _exchangeShapes;
    private readonly delegate* unmanaged[SuppressGCTransition]<sbyte*, long, byte*, long, int*, void> _add;
    private readonly delegate* unmanaged[SuppressGCTransition]<sbyte*, long, byte*, long, int*, void> _addAsking;
    private readonly void* _shapes;

    private MatrixTile(Int8Tile others, void* exchangeShapes, void* add, void* addAsking)
    {
        _others = others;
        _exchangeShapes = (delegate* unmanaged[SuppressGCTransition]<void*, void*, void>)exchangeShapes;
        _add = (delegate* unmanaged[SuppressGCTransition]<sbyte*, long, byte*, long, int*, void>)add;
        _addAsking = (delegate* unmanaged[SuppressGCTransition]<sbyte*, long, byte*, long, int*, void>)addAsking;
        _shapes = NativeMemory.AlignedAlloc(VectorBytes, VectorBytes);
        Shapes().CopyTo(new Span<byte>(_shapes, VectorBytes));
    }

    public override string Name => "AMX";

    /// <summary>Null where the processor has no tiles, or the system gives them or code of our own to nobody.</summary>
    /// <param name="others">What multiplies a few rows, and narrow groups.</param>
    public static MatrixTile? TryCreate(Int8Tile others)
    {
        if (!ExecutableMemory.IsAllowed || !AdvancedMatrixExtensions.IsSupported)
            return null;
        var exchangeShapes = ExecutableMemory.Place(EmitExchangeShapes());
        var add = ExecutableMemory.Place(EmitAdd(asksAhead: false));
        var addAsking = ExecutableMemory.Place(EmitAdd(asksAhead: true));
        return exchangeShapes == null || add == null || addAsking == null ? null : new(others, exchangeShapes, add, addAsking);
    }

    [SkipLocalsInit]
    public override void Multiply(int rows, Int8TileCall* call)
    {
        if (rows < WorthwhileRows || call->Quads * Int8Layout.Quad % Inputs != 0)
        {
            _others.Multiply(rows, call);
            return;
        }

        var room = stackalloc int[(Rows * Int8Layout.Columns) + (2 * VectorBytes / sizeof(int))];
        var sums = (int*)(((nint)room + VectorBytes - 1) & -VectorBytes);
        var shapesBefore = sums + (Rows * Int8Layout.Columns);

        // Rows of one tile are through with the weights at once and ask for those right ahead; more rows ask for the next panel meanwhile.
        var add = rows <= Rows ? _addAsking : _add;
        var steps = (rows + Rows - 1) / Rows * call->Groups;
        var linesAhead = call->Next == null || rows <= Rows ? 0 : ((call->Groups * call->GroupBytes / VectorBytes) + steps - 1) / steps;
        var next = call->Next;
        _exchangeShapes(_shapes, shapesBefore);
        for (var group = 0; group < call->Groups; group++)
        {
            // A group's weights stay in the first-level cache for all rows.
            var weights = call->Panel + (group * call->GroupBytes);
            for (var row = 0; row < rows; row += Rows)
            {
                for (var line = 0; line < linesAhead; line++, next += VectorBytes)
                    Sse.Prefetch1(next);
                var part = call->From(row);
                add(part.X + (group * part.Quads * Int8Layout.Quad), part.Stride, weights, part.Quads * Int8Layout.Quad / Inputs, sums);
                AddGroup(Math.Min(Rows, rows - row), &part, group, sums, (float*)(weights + (part.Quads * Int8Layout.QuadBytes)));
            }
        }

        // Another library may count on its shapes on this thread, as llama.cpp does; without one, this frees the tiles.
        _exchangeShapes(shapesBefore, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddGroup(int rows, Int8TileCall* call, int group, int* sums, float* scales)
    {
        Vector512<float> s0 = Vector512.Load(scales), s1 = Vector512.Load(scales + Lanes), s2 = Vector512.Load(scales + (2 * Lanes)), s3 = Vector512.Load(scales + (3 * Lanes));
        var y = (byte*)call->Y;
        var units = (byte*)(call->Units + group);
        for (var row = 0; row < rows; row++, sums += Int8Layout.Columns, y += call->ResultStride, units += call->UnitStride)
        {
            var scale = Vector512.Create(((Int8Unit*)units)->Scale);
            var correction = Vector512.Create(((Int8Unit*)units)->Correction);
            var target = (float*)y;
            Add(target, s0 * scale, Vector512.LoadAligned(sums) + correction, group);
            Add(target + Lanes, s1 * scale, Vector512.LoadAligned(sums + Lanes) + correction, group);
            Add(target + (2 * Lanes), s2 * scale, Vector512.LoadAligned(sums + (2 * Lanes)) + correction, group);
            Add(target + (3 * Lanes), s3 * scale, Vector512.LoadAligned(sums + (3 * Lanes)) + correction, group);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* target, Vector512<float> scale, Vector512<int> sum, int group) =>
        Vector512.FusedMultiplyAdd(scale, Vector512.ConvertToSingle(sum), group == 0 ? Vector512<float>.Zero : Vector512.Load(target)).Store(target);

    // Palette 1; all eight tiles have 16 rows of 64 bytes.
    private static ReadOnlySpan<byte> Shapes()
    {
        var shapes = new byte[VectorBytes];
        shapes[0] = 1;
        for (var tile = 0; tile < 8; tile++)
        {
            shapes[16 + (2 * tile)] = VectorBytes;
            shapes[48 + tile] = Rows;
        }

        return shapes;
    }

    private static ReadOnlySpan<byte> EmitExchangeShapes()
    {
        var code = new Assembler();
        code.StoreTileShapes(Register.Rsi);
        code.LoadTileShapes(Register.Rdi);
        code.Return();
        return code.Code;
    }

    // Tiles 0 to 3 are the sums of 64 columns, 4 the activations, 5 to 7 and again 5 the weights.
    private static ReadOnlySpan<byte> EmitAdd(bool asksAhead)
    {
        const Register X = Register.Rdi, Stride = Register.Rsi, Weights = Register.Rdx, Count = Register.Rcx, Sums = Register.R8, WeightStride = Register.R9;
        var code = new Assembler();
        code.Set(WeightStride, Int8Layout.QuadBytes);
        for (var part = 0; part < Parts; part++)
            code.ClearTile(part);
        var loop = code.Position;
        code.LoadTile(FirstOperand, X, Stride, 0);
        for (var part = 0; part < Parts; part++)
        {
            var weights = FirstOperand + 1 + (part % 3);
            code.LoadTile(weights, Weights, WeightStride, part * VectorBytes);
            code.MultiplyTiles(part, FirstOperand, weights);
            for (var line = 0; asksAhead && line < Inputs / Parts; line++)
                code.Prefetch(1, Weights, TileRegisters.NearAhead + (((part * Inputs / Parts) + line) * VectorBytes));
        }

        code.Add(X, Inputs);
        code.Add(Weights, Inputs * Int8Layout.Columns);
        code.JumpUnlessZero(Count, loop);
        for (var part = 0; part < Parts; part++)
            code.StoreTile(part, Sums, WeightStride, part * VectorBytes);
        code.Return();
        return code.Code;
    }
}
