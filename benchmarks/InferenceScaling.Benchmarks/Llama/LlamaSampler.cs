namespace InferenceScaling.Benchmarks.Llama;

/// <summary>llama.cpp's own draw from the whole distribution, at temperature 1.</summary>
internal sealed class LlamaSampler(uint seed) : IDisposable
{
    public nint Handle { get; private set; } = LlamaNative.CreateSampler(seed);

    public void Dispose()
    {
        if (Handle != 0)
            LlamaNative.FreeSampler(Handle);
        Handle = 0;
    }
}
