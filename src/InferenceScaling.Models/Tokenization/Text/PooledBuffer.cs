using System.Buffers;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>A growing array of plain values, rented from the shared pool.</summary>
/// <typeparam name="T">Element type without references.</typeparam>
internal sealed class PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private T[] _items = [];

    public int Count { get; private set; }

    public Span<T> Span => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(T item)
    {
        if (Count == _items.Length)
            Grow(1);
        _items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        items.CopyTo(Reserve(items.Length));
        Count += items.Length;
    }

    /// <summary>Room for at least <paramref name="length"/> more elements; <see cref="Advance"/> says how many were written.</summary>
    public Span<T> Reserve(int length)
    {
        if (_items.Length - Count < length)
            Grow(length);
        return _items.AsSpan(Count);
    }

    public void Advance(int length) => Count += length;

    /// <summary>Sets the length; new elements have arbitrary values.</summary>
    public Span<T> Resize(int length)
    {
        if (_items.Length < length)
            Grow(length - Count);
        Count = length;
        return _items.AsSpan(0, length);
    }

    public void RemoveLast() => Count--;

    /// <summary>Returns the memory; the buffer is empty and usable again.</summary>
    public void Dispose()
    {
        Count = 0;
        if (_items.Length == 0)
            return;
        ArrayPool<T>.Shared.Return(_items);
        _items = [];
    }

    private void Grow(int extra)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(checked(Count + extra), Math.Max(256, (int)Math.Min(2L * _items.Length, Array.MaxLength))));
        _items.AsSpan(0, Count).CopyTo(larger);
        if (_items.Length > 0)
            ArrayPool<T>.Shared.Return(_items);
        _items = larger;
    }
}
