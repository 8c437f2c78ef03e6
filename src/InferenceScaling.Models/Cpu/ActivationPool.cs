namespace InferenceScaling.Models.Cpu;

/// <summary>Reuses the memory of activations, so that a pass allocates nothing once the pool has grown.</summary>
internal sealed class ActivationPool : IDisposable
{
    private readonly List<Activations> _free = [];

    public Activations Rent(int rows, int width)
    {
        var length = checked((long)rows * width);
        var best = -1;
        for (var index = 0; index < _free.Count; index++)
        {
            var size = _free[index].Memory!.Length;
            if (size >= length && (best < 0 || size < _free[best].Memory!.Length))
                best = index;
        }

        Activations rented;
        if (best >= 0)
        {
            rented = _free[best];
            _free.RemoveAt(best);
        }
        else
        {
            DropSmallest();
            rented = new(this, new NativeBuffer((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(length, 1024))));
        }

        rented.Rows = rows;
        rented.Width = width;
        return rented;
    }

    public void Return(Activations activations) => _free.Add(activations);

    public void Dispose()
    {
        foreach (var activations in _free)
            activations.Memory!.Dispose();
        _free.Clear();
    }

    // A pass needs few buffers at a time; whatever is too small now was made for smaller batches.
    private void DropSmallest()
    {
        if (_free.Count < 8)
            return;
        var smallest = 0;
        for (var index = 1; index < _free.Count; index++)
        {
            if (_free[index].Memory!.Length < _free[smallest].Memory!.Length)
                smallest = index;
        }

        _free[smallest].Memory!.Dispose();
        _free.RemoveAt(smallest);
    }
}
