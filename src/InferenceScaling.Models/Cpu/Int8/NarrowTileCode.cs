using InferenceScaling.Models.Cpu.Emitted;
using static InferenceScaling.Models.Cpu.Int8.TileRegisters;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Emits products of up to 3 rows with groups of 32: sums and results all in registers, a group without a loop.</summary>
internal static class NarrowTileCode
{
    public const int MostRows = 3;

    private const int Quads = Int8Layout.StoredGroup / Int8Layout.Quad;
    private const int WeightBytes = Int8Layout.StoredGroup * Int8Layout.Columns;
    private const int Lines = (WeightBytes + Int8Layout.ScaleBytes) / VectorBytes;

    // Vectors 0 to 11 hold a group's integers, 12 to 23 the results.
    private const int Results = 12;

    /// <summary>What a group may ask for: one code for each choice.</summary>
    public static IReadOnlyList<Asking> Choices { get; } = [Asking.None, new(2), new(4), new(9), Asking.AtOnce(Lines), Asking.Sparse(Lines)];

    public static ReadOnlySpan<byte> Emit(int rows, Asking asking)
    {
        var code = new Assembler();
        var block = code.Position;
        foreach (var (register, field) in new[] { (X, nameof(Int8TileCall.X)), (Stride, nameof(Int8TileCall.Stride)), (Units, nameof(Int8TileCall.Units)), (UnitStride, nameof(Int8TileCall.UnitStride)), (Panel, nameof(Int8TileCall.Panel)), (Groups, nameof(Int8TileCall.Groups)), (Second, nameof(Int8TileCall.Next)) })
            code.Load(register, Call, Place(field));
        for (var sum = 0; sum < rows * Parts; sum++)
            code.Clear(Results + sum);

        var loop = code.Position;
        for (var row = 0; row < rows; row++)
            EmitCorrections(code, row, Units, row);
        for (var quad = 0; quad < Quads; quad++)
        {
            EmitQuad(code, rows, quad);
            EmitAsking(code, Second, asking, quad, Quads);
        }

        for (var part = 0; part < Parts; part++)
        {
            code.LoadVector(Weights, Panel, WeightBytes + (part * VectorBytes));
            for (var row = 0; row < rows; row++)
            {
                code.MultiplyBroadcast(Input, Weights, Units, Index(UnitStride, row), Scale(row));
                code.ConvertIntegers(Scratch, (row * Parts) + part);
                code.MultiplyAdd(Results + (row * Parts) + part, Input, Scratch);
            }
        }

        code.Add(X, Quads * Int8Layout.Quad);
        code.Add(Units, UnitBytes);
        code.Add(Panel, WeightBytes + Int8Layout.ScaleBytes);
        code.Add(Second, asking.Lines * VectorBytes);
        code.JumpUnlessZero(Groups, loop);

        code.Store(Second, Call, Place(nameof(Int8TileCall.Next)));
        code.Load(Second, Call, Place(nameof(Int8TileCall.Y)));
        code.Load(Stride, Call, Place(nameof(Int8TileCall.ResultStride)));
        for (var part = 0; part < Parts; part++)
        {
            for (var row = 0; row < rows; row++)
                code.StoreVector(Results + (row * Parts) + part, Second, Index(Stride, row), Scale(row));
            code.Add(Second, VectorBytes);
        }

        EmitNextBlock(code, rows, block);
        code.Return();
        return code.Code;
    }

    private static void EmitQuad(Assembler code, int rows, int quad)
    {
        for (var part = 0; part < Parts; part++)
            code.LoadVector(Weights + part, Panel, (quad * Int8Layout.QuadBytes) + (part * VectorBytes));
        for (var row = 0; row < rows; row++)
        {
            code.Broadcast(Input, X, Index(Stride, row), Scale(row), quad * Int8Layout.Quad);
            for (var part = 0; part < Parts; part++)
                code.MultiplyAddBytes((row * Parts) + part, Weights + part, Input);
        }
    }
}
