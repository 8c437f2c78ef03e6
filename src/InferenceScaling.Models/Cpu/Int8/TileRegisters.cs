using System.Runtime.InteropServices;
using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What the emitted tiles keep in which register, and how they find a row.</summary>
internal static class TileRegisters
{
    public const Register X = Register.Rax, Stride = Register.Rcx, Panel = Register.Rdx, Units = Register.Rsi, Call = Register.Rdi, UnitStride = Register.R8, Count = Register.R9, Groups = Register.R10, Second = Register.R11, Ahead = Register.Rbx;

    /// <summary>The first of the vectors that hold the weights of four inputs, or 64 scales.</summary>
    public const int Weights = 24;

    /// <summary>What is at hand.</summary>
    public const int Input = 28, Scratch = 29, Result = 30;

    /// <summary>Vectors of a panel's width.</summary>
    public const int Parts = 4;

    public const int VectorBytes = 64;

    /// <summary>How far ahead rows ask for weights that are through with theirs before the processor has read on, in bytes.</summary>
    public const int NearAhead = 16 << 10;

    public const int UnitBytes = 8;

    private const int CorrectionPlace = 4;

    /// <summary>Where a field of the call stands.</summary>
    public static int Place(string field) => (int)Marshal.OffsetOf<Int8TileCall>(field);

    /// <summary>Row 0 stands at the address, row 1 a stride behind it, row 2 two.</summary>
    public static Register? Index(Register stride, int row) => row == 0 ? null : stride;

    public static int Scale(int row) => row == 2 ? 1 : 0;

    /// <summary>Asks for the lines that fall to one of the parts of a step.</summary>
    public static void EmitAsking(Assembler code, Register address, Asking asking, int part, int parts)
    {
        for (var line = part * asking.Lines / parts; line < (part + 1) * asking.Lines / parts; line++)
        {
            if (line % asking.Every == 0)
                code.Prefetch(asking.Level, address, line * VectorBytes);
        }
    }

    /// <summary>The sums of a row start with its correction.</summary>
    public static void EmitCorrections(Assembler code, int row, Register units, int place)
    {
        code.Broadcast(row * Parts, units, Index(UnitStride, place), Scale(place), CorrectionPlace);
        for (var part = 1; part < Parts; part++)
            code.Move((row * Parts) + part, row * Parts);
    }

    /// <summary>Lets the call begin behind the rows that are done, and goes back for more unless this was the last block.</summary>
    public static void EmitNextBlock(Assembler code, int rows, int block)
    {
        foreach (var (start, stride) in new[] { (nameof(Int8TileCall.X), nameof(Int8TileCall.Stride)), (nameof(Int8TileCall.Units), nameof(Int8TileCall.UnitStride)), (nameof(Int8TileCall.Y), nameof(Int8TileCall.ResultStride)) })
        {
            code.Load(Second, Call, Place(start));
            for (var row = 0; row < rows; row++)
                code.AddLoaded(Second, Call, Place(stride));
            code.Store(Second, Call, Place(start));
        }

        code.Load(Count, Call, Place(nameof(Int8TileCall.Blocks)));
        code.Copy(Second, Count);
        code.Add(Second, -1);
        code.Store(Second, Call, Place(nameof(Int8TileCall.Blocks)));
        code.JumpUnlessZero(Count, block);
    }
}
