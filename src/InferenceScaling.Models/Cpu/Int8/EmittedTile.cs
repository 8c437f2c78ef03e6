using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX512-VNNI: up to 6 rows by 64 columns, all 24 vectors of sums in registers. .NET has no intrinsics for it, so the code is emitted once for each number of rows.</summary>
internal sealed unsafe class EmittedTile : Int8Tile
{
    // Vectors 0 to 23 hold the sums, 24 to 27 the weights of four inputs, 28 and 29 a row's four inputs.
    private const int Weights = 24;
    private const int Inputs = 28;
    private const int Parts = 4;
    private const int VectorBytes = 64;

    // With one or two rows the weights are used once: they come from far away.
    private const int PrefetchBytes = 4096;

    private readonly nint[] _code = new nint[MostRows + 1];

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
            tile._code[rows] = (nint)ExecutableMemory.Place(Emit(rows));
            if (tile._code[rows] == 0)
                return null;
        }

        return tile;
    }

    public override void Multiply(int rows, Int8TileCall* call) => ((delegate* unmanaged<Int8TileCall*, void>)_code[rows])(call);

    private static ReadOnlySpan<byte> Emit(int rows)
    {
        var code = new Assembler();
        const Register X = Register.Rax, Stride = Register.Rcx, Panel = Register.Rdx, Correction = Register.Rsi, Sums = Register.R8, Quads = Register.R9, FourthRow = Register.R10;
        foreach (var (register, place) in new[] { (X, 0), (Stride, 8), (Panel, 16), (Correction, 24), (Sums, 32), (Quads, 40) })
            code.Load(register, Register.Rdi, place);
        if (rows > 3)
            code.AddThrice(FourthRow, X, Stride);
        for (var part = 0; part < Parts; part++)
            code.LoadVector(part, Correction, part * VectorBytes);
        for (var sum = Parts; sum < rows * Parts; sum++)
            code.Move(sum, sum % Parts);

        var loop = code.Position;
        for (var part = 0; part < Parts; part++)
        {
            code.LoadVector(Weights + part, Panel, part * VectorBytes);
            if (rows <= 2)
                code.Prefetch(Panel, PrefetchBytes + (part * VectorBytes));
        }

        for (var row = 0; row < rows; row++)
        {
            var input = Inputs + (row % 4);
            code.Broadcast(input, row < 3 ? X : FourthRow, row % 3 == 0 ? null : Stride, row % 3 == 2 ? 1 : 0);
            for (var part = 0; part < Parts; part++)
                code.MultiplyAdd((row * Parts) + part, input, Weights + part);
        }

        code.Add(X, 4);
        if (rows > 3)
            code.Add(FourthRow, 4);
        code.Add(Panel, Parts * VectorBytes);
        code.JumpUnlessZero(Quads, loop);
        for (var sum = 0; sum < rows * Parts; sum++)
            code.StoreVector(sum, Sums, sum * VectorBytes);
        code.Return();
        return code.Code;
    }
}
