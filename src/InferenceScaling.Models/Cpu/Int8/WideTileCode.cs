using InferenceScaling.Models.Cpu.Emitted;
using static InferenceScaling.Models.Cpu.Int8.TileRegisters;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Emits products of up to 6 rows with wide groups: the registers hold a group's sums, the results are added up in memory when a group is through.</summary>
internal static class WideTileCode
{
    public const int MostRows = 6;

    /// <summary>Fours of inputs that the inner loop goes at a time.</summary>
    public const int Step = 4;

    // Rows 3 to 5 stand behind an address of their own.
    private const int Reach = 3;

    private const int Lines = Step * Parts;

    /// <summary>What a step may ask for: one code for each choice.</summary>
    public static IReadOnlyList<Asking> Choices { get; } = [Asking.None, new(1), new(2), new(3), new(4), Asking.AtOnce(Lines), Asking.Sparse(Lines)];

    public static ReadOnlySpan<byte> Emit(int rows, Asking asking)
    {
        var code = new Assembler();
        code.Push(Ahead);
        foreach (var (register, field) in new[] { (Stride, nameof(Int8TileCall.Stride)), (UnitStride, nameof(Int8TileCall.UnitStride)), (Ahead, nameof(Int8TileCall.Next)) })
            code.Load(register, Call, Place(field));
        var block = code.Position;
        foreach (var (register, field) in new[] { (X, nameof(Int8TileCall.X)), (Units, nameof(Int8TileCall.Units)), (Panel, nameof(Int8TileCall.Panel)), (Groups, nameof(Int8TileCall.Groups)) })
            code.Load(register, Call, Place(field));
        EmitZeros(code, rows);

        var group = code.Position;
        EmitReach(code, rows, Units, UnitStride);
        for (var row = 0; row < rows; row++)
            EmitCorrections(code, row, row < Reach ? Units : Second, row % Reach);
        EmitReach(code, rows, X, Stride);
        code.Load(Count, Call, Place(nameof(Int8TileCall.Quads)));
        var step = code.Position;
        for (var quad = 0; quad < Step; quad++)
        {
            EmitQuad(code, rows, quad);
            EmitAsking(code, Ahead, asking, quad, Step);
        }

        code.Add(X, Step * Int8Layout.Quad);
        if (rows > Reach)
            code.Add(Second, Step * Int8Layout.Quad);
        code.Add(Panel, Step * Int8Layout.QuadBytes);
        if (asking.Lines > 0)
            code.Add(Ahead, asking.Lines * VectorBytes);
        code.Add(Count, 1 - Step);
        code.JumpUnlessZero(Count, step);

        EmitResults(code, rows);
        code.Add(Panel, Int8Layout.ScaleBytes);
        code.Add(Units, UnitBytes);
        code.JumpUnlessZero(Groups, group);
        EmitNextBlock(code, rows, block);
        code.Store(Ahead, Call, Place(nameof(Int8TileCall.Next)));
        code.Pop(Ahead);
        code.Return();
        return code.Code;
    }

    private static void EmitZeros(Assembler code, int rows)
    {
        code.Clear(Result);
        code.Load(Second, Call, Place(nameof(Int8TileCall.Y)));
        for (var row = 0; row < rows; row++)
        {
            for (var part = 0; part < Parts; part++)
                code.StoreVector(Result, Second, null, 0, part * VectorBytes);
            code.AddLoaded(Second, Call, Place(nameof(Int8TileCall.ResultStride)));
        }
    }

    private static void EmitReach(Assembler code, int rows, Register address, Register stride)
    {
        if (rows <= Reach)
            return;
        code.Copy(Second, address);
        for (var row = 0; row < Reach; row++)
            code.Add(Second, stride);
    }

    private static void EmitQuad(Assembler code, int rows, int quad)
    {
        for (var part = 0; part < Parts; part++)
            code.LoadVector(Weights + part, Panel, (quad * Int8Layout.QuadBytes) + (part * VectorBytes));
        for (var row = 0; row < rows; row++)
        {
            code.Broadcast(Input, row < Reach ? X : Second, Index(Stride, row % Reach), Scale(row % Reach), quad * Int8Layout.Quad);
            for (var part = 0; part < Parts; part++)
                code.MultiplyAddBytes((row * Parts) + part, Weights + part, Input);
        }
    }

    private static void EmitResults(Assembler code, int rows)
    {
        for (var part = 0; part < Parts; part++)
            code.LoadVector(Weights + part, Panel, part * VectorBytes);
        code.Load(Count, Call, Place(nameof(Int8TileCall.Y)));
        code.Copy(Second, Units);
        for (var row = 0; row < rows; row++)
        {
            for (var part = 0; part < Parts; part++)
            {
                code.MultiplyBroadcast(Input, Weights + part, Second, null, 0);
                code.ConvertIntegers(Scratch, (row * Parts) + part);
                code.LoadVector(Result, Count, part * VectorBytes);
                code.MultiplyAdd(Result, Input, Scratch);
                code.StoreVector(Result, Count, null, 0, part * VectorBytes);
            }

            code.Add(Second, UnitStride);
            code.AddLoaded(Count, Call, Place(nameof(Int8TileCall.ResultStride)));
        }
    }
}
