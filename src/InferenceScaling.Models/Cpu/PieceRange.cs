using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu;

/// <summary>Neighbouring pieces of work that threads claim one by one, on a cache line of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * Line)]
internal struct PieceRange
{
    /// <summary>Most pieces of one work.</summary>
    public const int MostPieces = (1 << FieldBits) - 1;

    private const int Line = 64;
    private const int FieldBits = 24;

    // Round, the piece after the last, next piece: one word, so that a claim belongs to exactly one round.
    [FieldOffset(Line)]
    private long _state;

    /// <summary>Whether any are left.</summary>
    public bool HasPieces
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return Next(state) < End(state);
        }
    }

    /// <summary>Lays out the pieces of a round.</summary>
    public void Set(long round, int first, int end) => Interlocked.Exchange(ref _state, (round << (2 * FieldBits)) | ((long)end << FieldBits) | (long)first);

    /// <summary>Claims the next piece.</summary>
    public bool TryClaim(out int piece)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            piece = Next(state);
            if (piece >= End(state))
                return false;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) == state)
                return true;
        }
    }

    private static int Next(long state) => (int)(state & MostPieces);

    private static int End(long state) => (int)((state >> FieldBits) & MostPieces);
}
