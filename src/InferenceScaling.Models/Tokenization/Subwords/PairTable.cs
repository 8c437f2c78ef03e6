using System.Numerics;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>A read-mostly hash table from a pair of integers to a pair of integers, in one array with linear probing.</summary>
internal sealed class PairTable
{
    private const ulong Empty = ulong.MaxValue;

    // HashCode is seeded per process, so a file cannot be crafted to collide.
    private static readonly ulong Seed = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2);

    private Entry[] _entries;
    private int _shift;
    private int _count;

    public PairTable(int capacity)
    {
        (_entries, _shift) = Allocate(capacity);
    }

    /// <summary>Sets the value of a pair of non-negative integers; a later one replaces an earlier one.</summary>
    public void Set(int left, int right, int first, int second)
    {
        if (2L * (_count + 1) > _entries.Length)
            Rehash();
        ref var entry = ref Find(Key(left, right));
        if (entry.Key == Empty)
            _count++;
        entry = new Entry(Key(left, right), first, second);
    }

    public bool TryGet(int left, int right, out int first, out int second)
    {
        ref readonly var entry = ref Find(Key(left, right));
        first = entry.First;
        second = entry.Second;
        return entry.Key != Empty;
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private static (Entry[] Entries, int Shift) Allocate(int capacity)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, checked(2 * capacity)));
        var entries = new Entry[size];
        Array.Fill(entries, new Entry(Empty, 0, 0));
        return (entries, 64 - BitOperations.Log2((uint)size));
    }

    private ref Entry Find(ulong key)
    {
        var hash = (key ^ Seed) * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        var mask = _entries.Length - 1;
        var index = (int)(hash >> _shift);
        while (_entries[index].Key != key && _entries[index].Key != Empty)
            index = (index + 1) & mask;
        return ref _entries[index];
    }

    private void Rehash()
    {
        var old = _entries;
        (_entries, _shift) = Allocate(old.Length);
        foreach (var entry in old)
        {
            if (entry.Key != Empty)
                Find(entry.Key) = entry;
        }
    }

    private readonly record struct Entry(ulong Key, int First, int Second);
}
