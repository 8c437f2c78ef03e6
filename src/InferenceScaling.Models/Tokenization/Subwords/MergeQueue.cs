using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>A binary heap of (rank, position), lowest first.</summary>
internal sealed class MergeQueue : IDisposable
{
    private readonly PooledBuffer<ulong> _heap = new();

    public void Enqueue(int rank, int position)
    {
        var item = ((ulong)(uint)rank << 32) | (uint)position;
        _heap.Add(item);
        var heap = _heap.Span;
        var index = heap.Length - 1;
        while (index > 0 && heap[(index - 1) / 2] > item)
        {
            heap[index] = heap[(index - 1) / 2];
            index = (index - 1) / 2;
        }

        heap[index] = item;
    }

    public bool TryDequeue(out int rank, out int position)
    {
        var heap = _heap.Span;
        if (heap.IsEmpty)
        {
            rank = position = -1;
            return false;
        }

        (rank, position) = ((int)(heap[0] >> 32), (int)(uint)heap[0]);
        var item = heap[^1];
        _heap.RemoveLast();
        heap = heap[..^1];
        if (!heap.IsEmpty)
            SiftDown(heap, item);
        return true;
    }

    public void Dispose() => _heap.Dispose();

    private static void SiftDown(Span<ulong> heap, ulong item)
    {
        var index = 0;
        while (2 * index + 1 < heap.Length)
        {
            var child = 2 * index + 1;
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= item)
                break;
            heap[index] = heap[child];
            index = child;
        }

        heap[index] = item;
    }
}
