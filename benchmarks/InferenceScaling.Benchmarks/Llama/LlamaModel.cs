namespace InferenceScaling.Benchmarks.Llama;

/// <summary>A model that llama.cpp loaded.</summary>
internal sealed class LlamaModel : IDisposable
{
    private nint _handle;

    public LlamaModel(string path)
    {
        var parameters = LlamaNative.DefaultModelParameters();
        parameters.GpuLayers = 0;
        _handle = LlamaNative.LoadModel(path, parameters);
        if (_handle == 0)
            throw new InvalidDataException($"llama.cpp does not load {path}.");
        VocabularySize = LlamaNative.VocabularySize(LlamaNative.VocabularyOf(_handle));
        Bytes = (long)LlamaNative.ModelBytes(_handle);
    }

    /// <summary>Bytes of the tensors.</summary>
    public long Bytes { get; }

    public int VocabularySize { get; }

    /// <summary>Makes a cache and what computes on it.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="sequences">Most sequences.</param>
    /// <param name="tokens">Tokens that a sequence may have; with a unified cache, all of them together.</param>
    /// <param name="unified">Whether all sequences live in one cache, which is what lets them share tokens.</param>
    public LlamaContext CreateContext(int threads, int sequences, int tokens, bool unified)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        const int Granularity = 256;
        var rounded = (tokens + Granularity - 1) / Granularity * Granularity;
        var parameters = LlamaNative.DefaultContextParameters();
        parameters.ContextLength = (uint)(unified ? rounded : rounded * sequences);
        parameters.MaxSequences = (uint)sequences;
        parameters.Threads = parameters.BatchThreads = threads;
        parameters.UnifiedCache = (byte)(unified ? 1 : 0);
        parameters.NoPerformanceCounters = 1;
        var context = LlamaNative.CreateContext(_handle, parameters);
        return context != 0
            ? new(context, threads, (int)parameters.BatchTokens, VocabularySize)
            : throw new InvalidOperationException($"llama.cpp makes no context of {sequences} sequences and {parameters.ContextLength} tokens.");
    }

    public void Dispose()
    {
        if (_handle != 0)
            LlamaNative.FreeModel(_handle);
        _handle = 0;
    }
}
