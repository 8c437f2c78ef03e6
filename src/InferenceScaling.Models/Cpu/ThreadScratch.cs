namespace InferenceScaling.Models.Cpu;

/// <summary>Scratch memory, one a thread; grows to the largest and is kept.</summary>
internal sealed unsafe class ThreadScratch(int threads) : IDisposable
{
    private readonly NativeBuffer?[] _buffers = new NativeBuffer?[threads];

    /// <summary>Makes room for so many numbers a thread. Not while threads work.</summary>
    public void Resize(long length)
    {
        if (length <= (_buffers[0]?.Length ?? 0))
            return;
        for (var thread = 0; thread < _buffers.Length; thread++)
        {
            _buffers[thread]?.Dispose();
            _buffers[thread] = null;
            _buffers[thread] = new(length);
        }
    }

    /// <summary>The memory of a thread; null where none was asked for.</summary>
    public float* Of(int thread) => _buffers[thread] is { } buffer ? buffer.Pointer : null;

    public void Dispose()
    {
        for (var thread = 0; thread < _buffers.Length; thread++)
        {
            _buffers[thread]?.Dispose();
            _buffers[thread] = null;
        }
    }
}
