using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>Products of bf16 pairs, AVX512-BF16: two multiply-adds where fp32 has one, with the same bits. .NET has no intrinsics for it, so the code is emitted, once for each number of rows.</summary>
internal sealed unsafe class PairProducts
{
    private readonly nint[] _scores;
    private readonly nint[][] _mixtures;

    private PairProducts(nint[] scores, nint[][] mixtures) => (_scores, _mixtures) = (scores, mixtures);

    private delegate ReadOnlySpan<byte> Emitter(int rows);

    /// <summary>Null where the processor has not the instructions, where the system allows no code of our own or the switch <c>InferenceScaling.EmittedCode</c> forbids it, or where the products are not those of plain loops.</summary>
    public static PairProducts? Best { get; } = TryCreate() is { } products && PairCheck.IsRight(products) ? products : null;

    /// <summary>The same without the comparison.</summary>
    public static PairProducts? TryCreate()
    {
        if (!ExecutableMemory.IsAllowed || !BFloat16Instructions.IsSupported || TryPlace(PairCode.EmitScores) is not { } scores)
            return null;
        var mixtures = new nint[PairCode.MostParts][];
        for (var parts = 1; parts <= PairCode.MostParts; parts++)
        {
            if (TryPlace(rows => PairCode.EmitMixture(rows, parts)) is not { } codes)
                return null;
            mixtures[parts - 1] = codes;
        }

        return new(scores, mixtures);
    }

    /// <summary>Scores of queries with the 16 keys of a page.</summary>
    /// <param name="rows">1 or more.</param>
    /// <param name="call">Where to read and write; blocks are seen to here.</param>
    public void Score(int rows, PairCall* call) => Run(_scores, rows, call);

    /// <summary>Adds a page's values, by rows of probabilities.</summary>
    /// <param name="rows">1 or more.</param>
    /// <param name="parts">Vectors of 16 columns, at most <see cref="PairCode.MostParts"/>.</param>
    /// <param name="call">Where to read and write; blocks are seen to here.</param>
    public void Mix(int rows, int parts, PairCall* call) => Run(_mixtures[parts - 1], rows, call);

    private static nint[]? TryPlace(Emitter emit)
    {
        var places = new nint[PairCode.MostRows];
        for (var rows = 1; rows <= PairCode.MostRows; rows++)
        {
            places[rows - 1] = (nint)ExecutableMemory.Place(emit(rows));
            if (places[rows - 1] == 0)
                return null;
        }

        return places;
    }

    // Evenly, rather than full blocks and a single row: few sums would wait for each other.
    private static void Run(nint[] codes, int rows, PairCall* call)
    {
        var blocks = (rows + PairCode.MostRows - 1) / PairCode.MostRows;
        var (size, larger) = Math.DivRem(rows, blocks);
        if (larger > 0)
            Run(codes, size + 1, larger, call);
        Run(codes, size, blocks - larger, call);
    }

    // Without a call back, and soon over: a collection may wait for so long.
    private static void Run(nint[] codes, int rows, int blocks, PairCall* call)
    {
        call->Blocks = blocks;
        ((delegate* unmanaged[SuppressGCTransition]<PairCall*, void>)codes[rows - 1])(call);
        call->Rows = (ushort*)((byte*)call->Rows + (blocks * rows * call->RowStride));
        call->Results = (float*)((byte*)call->Results + (blocks * rows * call->ResultStride));
    }
}
