using InferenceScaling.Models.Cpu.Emitted;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX512-VNNI, a few rows by 64 columns at a time. .NET has no intrinsics for it, so the code is emitted, once for each number of rows.</summary>
internal sealed unsafe class EmittedTile : Int8Tile
{
    private readonly Codes _narrow;
    private readonly Codes _wide;

    private EmittedTile(Codes narrow, Codes wide) => (_narrow, _wide) = (narrow, wide);

    private delegate ReadOnlySpan<byte> Emitter(int rows, Asking asking);

    public override string Name => "AVX512-VNNI";

    /// <summary>Null where the processor has not the instructions, the system allows no code of our own, or the switch <c>InferenceScaling.EmittedCode</c> forbids it.</summary>
    public static EmittedTile? TryCreate()
    {
        if (!ExecutableMemory.IsAllowed || !VectorNeuralNetworkInstructions.IsSupported)
            return null;
        return Codes.TryPlace(NarrowTileCode.MostRows, NarrowTileCode.Choices, Int8Layout.StoredGroup / Int8Layout.Quad, NarrowTileCode.Emit) is { } narrow
            && Codes.TryPlace(WideTileCode.MostRows, WideTileCode.Choices, WideTileCode.Step, WideTileCode.Emit) is { } wide
            ? new(narrow, wide)
            : null;
    }

    public override void Multiply(int rows, Int8TileCall* call)
    {
        var codes = call->Quads * Int8Layout.Quad == Int8Layout.StoredGroup ? _narrow : _wide;
        var calls = (rows + codes.MostRows - 1) / codes.MostRows;
        var choice = codes.Choose(calls, call->Next != null);
        var part = *call;
        part.Next = calls == 1 ? call->Panel + TileRegisters.NearAhead : call->Next;

        // Evenly, rather than full blocks and a single row: a block loads the weights for however few rows. The first of them ask ahead, until all is asked for.
        var (size, larger) = Math.DivRem(rows, calls);
        var asked = call->Groups * (call->Quads / codes.Step) * codes.Choices[choice].Lines * TileRegisters.VectorBytes;
        var asking = choice == 0 ? 0 : (int)Math.Min(calls, (((call->Groups * call->GroupBytes) - 1) / asked) + 1);
        for (int block = 0, end; block < calls; block = end)
        {
            end = block < larger ? larger : calls;
            if (block < asking)
                end = Math.Min(end, asking);
            part.Blocks = end - block;
            codes.Run(block < larger ? size + 1 : size, block < asking ? choice : 0, &part);
        }
    }

    /// <summary>The code for every number of rows and every way of asking: none first, then ever more lines, a single block's last.</summary>
    private sealed class Codes(int mostRows, IReadOnlyList<Asking> choices, int step, nint[,] places)
    {
        public int MostRows => mostRows;

        public IReadOnlyList<Asking> Choices => choices;

        /// <summary>Fours of inputs between two requests for lines ahead.</summary>
        public int Step => step;

        public static Codes? TryPlace(int mostRows, IReadOnlyList<Asking> choices, int step, Emitter emit)
        {
            var places = new nint[mostRows + 1, choices.Count];
            for (var rows = 1; rows <= mostRows; rows++)
            {
                for (var choice = 0; choice < choices.Count; choice++)
                {
                    places[rows, choice] = (nint)ExecutableMemory.Place(emit(rows, choices[choice]));
                    if (places[rows, choice] == 0)
                        return null;
                }
            }

            return new(mostRows, choices, step, places);
        }

        /// <summary>What so many calls ask for, to have asked for the next panel when the last is through.</summary>
        public int Choose(int calls, bool hasNext)
        {
            if (calls == 1)
                return Choices.Count - 1;
            if (!hasNext)
                return 0;
            var choice = 1;
            while (Choices[choice].Lines * calls < Choices[^1].Lines)
                choice++;
            return choice;
        }

        // A few microseconds without a call back: a collection may wait for so long, and saying on every call that it need not takes longer.
        public void Run(int rows, int choice, Int8TileCall* call) => ((delegate* unmanaged[SuppressGCTransition]<Int8TileCall*, void>)places[rows, choice])(call);
    }
}
