namespace InferenceScaling.Search.BestFirst;

/// <summary>What may be expanded next: the best score first, then the lesser depth, then the lot.</summary>
/// <typeparam name="T">What is queued.</typeparam>
internal sealed class BestFirstQueue<T>
{
    private readonly PriorityQueue<T, (double NegatedScore, int Depth, ulong Lot)> _queue = new();

    public void Add(T item, double score, int depth, ulong lot) => _queue.Enqueue(item, (-score, depth, lot));

    public bool TryTake([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item) => _queue.TryDequeue(out item, out _);
}
