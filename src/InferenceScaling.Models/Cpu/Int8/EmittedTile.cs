using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX512-VNNI: up to 3 rows by 64 columns, all sums in registers. .NET has no intrinsics for it, so the code is emitted once for each number of rows.</summary>
internal sealed unsafe class EmittedTile : Int8Tile
{
    // Vectors 0 to 11 hold a group's integers, 12 to 23 the results, 24 to 27 the weights of four inputs, 28 and 29 what is at hand.
    private const int Results = 12;
    private const int Weights = 24;
    private const int Input = 28;
    private const int Scratch = 29;
    private const int Parts = 4;
    private const int VectorBytes = 64;
    private const int Quads = Int8Layout.Group / Int8Layout.Quad;

    // How many lines each group asks for ahead: one code for each choice.
    private static readonly int[] Choices = [0, 2, 4, 9, 18, Int8Layout.GroupBytes / VectorBytes];

    private readonly nint[,] _code = new nint[MostRows + 1, Choices.Length];

    private EmittedTile()
    {
    }

    public override string Name => "AVX512-VNNI";

    /// <summary>Null where the processor has not the instructions, the system allows no code of our own, or the switch <c>InferenceScaling.EmittedCode</c> forbids it.</summary>
    public static EmittedTile? TryCreate()
    {
        if (!ExecutableMemory.IsSupported || !VectorNeuralNetworkInstructions.IsSupported || (AppContext.TryGetSwitch("InferenceScaling.EmittedCode", out var isAllowed) && !isAllowed))
            return null;
        var tile = new EmittedTile();
        for (var rows = 1; rows <= MostRows; rows++)
        {
            for (var choice = 0; choice < Choices.Length; choice++)
            {
                tile._code[rows, choice] = (nint)ExecutableMemory.Place(Emit(rows, Choices[choice]));
                if (tile._code[rows, choice] == 0)
                    return null;
            }
        }

        return tile;
    }

    public override void Multiply(int rows, Int8TileCall* call)
    {
        var choice = 0;
        while (Choices[choice] < call->LinesAhead && choice + 1 < Choices.Length)
            choice++;
        ((delegate* unmanaged<Int8TileCall*, void>)_code[rows, choice])(call);
    }

    private static ReadOnlySpan<byte> Emit(int rows, int linesAhead)
    {
        var code = new Assembler();
        const Register X = Register.Rax, Stride = Register.Rcx, Scales = Register.Rsi, Corrections = Register.R8, GroupStride = Register.R9, Panel = Register.Rdx, Groups = Register.R11, Ahead = Register.R10, Y = Register.R10;
        foreach (var (register, place) in new[] { (X, 0), (Stride, 8), (Scales, 16), (Corrections, 24), (GroupStride, 32), (Panel, 40), (Groups, 48), (Ahead, 72) })
            code.Load(register, Register.Rdi, place);
        for (var sum = 0; sum < rows * Parts; sum++)
            code.Clear(Results + sum);

        var loop = code.Position;
        for (var row = 0; row < rows; row++)
        {
            code.Broadcast(row * Parts, Corrections, Index(GroupStride, row), Scale(row), 0);
            for (var part = 1; part < Parts; part++)
                code.Move((row * Parts) + part, row * Parts);
        }

        for (var quad = 0; quad < Quads; quad++)
        {
            EmitQuad(code, rows, X, Stride, Panel, quad);
            for (var line = quad * linesAhead / Quads; line < (quad + 1) * linesAhead / Quads; line++)
                code.Prefetch(Ahead, line * VectorBytes);
        }

        for (var part = 0; part < Parts; part++)
        {
            code.LoadVector(Weights, Panel, part * VectorBytes);
            for (var row = 0; row < rows; row++)
            {
                code.MultiplyBroadcast(Input, Weights, Scales, Index(GroupStride, row), Scale(row));
                code.ConvertIntegers(Scratch, (row * Parts) + part);
                code.MultiplyAdd(Results + (row * Parts) + part, Input, Scratch);
            }
        }

        code.Add(X, Int8Layout.Group);
        code.Add(Scales, sizeof(float));
        code.Add(Corrections, sizeof(int));
        code.Add(Panel, Int8Layout.GroupBytes);
        code.Add(Ahead, linesAhead * VectorBytes);
        code.JumpUnlessZero(Groups, loop);

        code.Load(Y, Register.Rdi, 56);
        code.Load(Stride, Register.Rdi, 64);
        for (var part = 0; part < Parts; part++)
        {
            for (var row = 0; row < rows; row++)
                code.StoreVector(Results + (row * Parts) + part, Y, Index(Stride, row), Scale(row));
            code.Add(Y, VectorBytes);
        }

        code.Return();
        return code.Code;
    }

    private static void EmitQuad(Assembler code, int rows, Register x, Register stride, Register panel, int quad)
    {
        for (var part = 0; part < Parts; part++)
            code.LoadVector(Weights + part, panel, Int8Layout.ScaleBytes + (quad * Int8Layout.QuadBytes) + (part * VectorBytes));

        for (var row = 0; row < rows; row++)
        {
            code.Broadcast(Input, x, Index(stride, row), Scale(row), quad * Int8Layout.Quad);
            for (var part = 0; part < Parts; part++)
                code.MultiplyAddBytes((row * Parts) + part, Weights + part, Input);
        }
    }

    // Row 0 stands at the address, row 1 a stride behind it, row 2 two.
    private static Register? Index(Register stride, int row) => row == 0 ? null : stride;

    private static int Scale(int row) => row == 2 ? 1 : 0;
}
