using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>Remembers the ids of short words: direct-mapped, fixed size, no allocation. A word is its UTF-8 of up to 15 bytes, packed into one integer.</summary>
internal sealed class WordCache
{
    public const int LongestWord = 15;
    private const int SlotBits = 12;

    private readonly Entry[] _entries = new Entry[1 << SlotBits];

    /// <summary>Packs a word of 1 to <see cref="LongestWord"/> bytes; never zero.</summary>
    public static UInt128 Pack(ReadOnlySpan<byte> word)
    {
        Span<byte> packed = stackalloc byte[16];
        packed.Clear();
        word.CopyTo(packed);
        packed[LongestWord] = (byte)word.Length;
        return MemoryMarshal.Read<UInt128>(packed);
    }

    public bool TryGet(UInt128 word, out ReadOnlySpan<int> ids)
    {
        ref var entry = ref _entries[Slot(word)];
        ids = MemoryMarshal.CreateReadOnlySpan(ref entry.Ids[0], entry.Count);
        return entry.Word == word;
    }

    public void Set(UInt128 word, ReadOnlySpan<int> ids)
    {
        if (ids.Length > IdList.Capacity)
            return;
        ref var entry = ref _entries[Slot(word)];
        entry.Word = word;
        entry.Count = ids.Length;
        ids.CopyTo(entry.Ids);
    }

    private static int Slot(UInt128 word)
    {
        var hash = ((ulong)word * 0x9E3779B97F4A7C15) ^ ((ulong)(word >> 64) * 0xC2B2AE3D27D4EB4F);
        return (int)((hash ^ (hash >> 29)) * 0x9E3779B97F4A7C15 >> (64 - SlotBits));
    }

    private struct Entry
    {
        public UInt128 Word;
        public int Count;
        public IdList Ids;
    }

    [InlineArray(Capacity)]
    private struct IdList
    {
        public const int Capacity = 7;

        private int _first;
    }
}
