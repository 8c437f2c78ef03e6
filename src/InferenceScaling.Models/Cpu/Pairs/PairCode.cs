using System.Runtime.InteropServices;
using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>Emits the products of up to 6 rows with a page: all sums in registers, the page read once for all rows.</summary>
internal static class PairCode
{
    public const int MostRows = 6;

    /// <summary>Most vectors of values a time.</summary>
    public const int MostParts = 4;

    /// <summary>Sums of a score: added up pairwise in the end, as the managed kernels do.</summary>
    private const int Chains = 4;

    private const int VectorBytes = 64;
    private const int PairBytes = 4;

    private const Register Rows = Register.Rax, Stride = Register.Rcx, Page = Register.Rdx, Results = Register.Rsi, Call = Register.Rdi, ResultStride = Register.R8, Count = Register.R9, Blocks = Register.R10, First = Register.Rbx, Second = Register.R11;

    // Vectors 0 to 23 are sums.
    private const int Loaded = 24, Shared = 28, Mask = 29;

    // Rows 3 to 5 stand behind an address of their own.
    private const int Reach = 3;

    /// <summary>Results of each row = its 16 scores with a page of keys.</summary>
    public static ReadOnlySpan<byte> EmitScores(int rows)
    {
        var code = new Assembler();
        EmitEntry(code);
        var block = code.Position;
        EmitStart(code, rows);
        for (var sum = 0; sum < rows * Chains; sum++)
            code.Clear(sum);

        var step = code.Position;
        for (var chain = 0; chain < Chains; chain++)
        {
            code.LoadVector(Loaded + chain, Page, chain * VectorBytes);
            for (var row = 0; row < rows; row++)
                code.MultiplyAddPair((row * Chains) + chain, Loaded + chain, Place(row), Index(row), Scale(row), chain * PairBytes);
        }

        EmitAdvance(code, rows, Chains * PairBytes);
        code.Add(Page, Chains * VectorBytes);
        code.JumpUnlessZero(Count, step);

        for (var row = 0; row < rows; row++)
        {
            var sum = row * Chains;
            code.AddVectors(sum, sum, sum + 1);
            code.AddVectors(sum + 2, sum + 2, sum + 3);
            code.AddVectors(sum, sum, sum + 2);
            code.StoreVector(sum, Results, null, 0);
            code.Add(Results, ResultStride);
        }

        EmitEnd(code, rows, block);
        return code.Code;
    }

    /// <summary>Results of each row += the values of a page's tokens, by the row's probabilities, which lie from the last to the first.</summary>
    /// <param name="rows">Rows a time.</param>
    /// <param name="parts">Vectors of 16 columns.</param>
    public static ReadOnlySpan<byte> EmitMixture(int rows, int parts)
    {
        var code = new Assembler();
        EmitEntry(code);
        code.Broadcast(Mask, Call, null, 0, Field(nameof(PairCall.Mask)));
        var block = code.Position;
        code.Copy(Second, Results);
        for (var row = 0; row < rows; row++)
        {
            for (var part = 0; part < parts; part++)
                code.LoadVector((row * parts) + part, Second, part * VectorBytes);
            code.Add(Second, ResultStride);
        }

        EmitStart(code, rows);
        var step = code.Position;
        for (var part = 0; part < parts; part++)
            code.AndLoaded(Loaded + part, Mask, Page, part * VectorBytes);
        for (var row = 0; row < rows; row++)
        {
            code.Broadcast(Shared, Place(row), Index(row), Scale(row), 0);
            for (var part = 0; part < parts; part++)
                code.MultiplyAddPairs((row * parts) + part, Loaded + part, Shared);
        }

        EmitAdvance(code, rows, -PairBytes);
        code.AddLoaded(Page, Call, Field(nameof(PairCall.PairStride)));
        code.JumpUnlessZero(Count, step);

        for (var row = 0; row < rows; row++)
        {
            for (var part = 0; part < parts; part++)
                code.StoreVector((row * parts) + part, Results, null, 0, part * VectorBytes);
            code.Add(Results, ResultStride);
        }

        EmitEnd(code, rows, block);
        return code.Code;
    }

    private static void EmitEntry(Assembler code)
    {
        code.Push(First);
        foreach (var (register, field) in new[] { (Rows, nameof(PairCall.Rows)), (Stride, nameof(PairCall.RowStride)), (Results, nameof(PairCall.Results)), (ResultStride, nameof(PairCall.ResultStride)), (Blocks, nameof(PairCall.Blocks)) })
            code.Load(register, Call, Field(field));
    }

    private static void EmitStart(Assembler code, int rows)
    {
        code.Load(Page, Call, Field(nameof(PairCall.Page)));
        code.Load(Count, Call, Field(nameof(PairCall.Steps)));
        code.Copy(First, Rows);
        if (rows <= Reach)
            return;
        code.Copy(Second, Rows);
        for (var row = 0; row < Reach; row++)
            code.Add(Second, Stride);
    }

    private static void EmitAdvance(Assembler code, int rows, int bytes)
    {
        code.Add(First, bytes);
        if (rows > Reach)
            code.Add(Second, bytes);
    }

    private static void EmitEnd(Assembler code, int rows, int block)
    {
        for (var row = 0; row < rows; row++)
            code.Add(Rows, Stride);
        code.JumpUnlessZero(Blocks, block);
        code.Pop(First);
        code.Return();
    }

    private static int Field(string name) => (int)Marshal.OffsetOf<PairCall>(name);

    private static Register Place(int row) => row < Reach ? First : Second;

    private static Register? Index(int row) => row % Reach == 0 ? null : Stride;

    private static int Scale(int row) => row % Reach == 2 ? 1 : 0;
}
