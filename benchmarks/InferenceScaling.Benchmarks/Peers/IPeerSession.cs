namespace InferenceScaling.Benchmarks.Peers;

/// <summary>An engine's cache of sequences, driven without a scheduler.</summary>
internal interface IPeerSession : IDisposable
{
    /// <summary>Reads prompts and takes the outputs of their last tokens: one for all sequences, or one for each.</summary>
    void Read(int[][] prompts);

    /// <summary>Runs one token of each sequence and takes its outputs.</summary>
    void Step(ReadOnlySpan<int> tokens);

    /// <summary>The outputs at a sequence's last token.</summary>
    ReadOnlySpan<float> Logits(int sequence);

    /// <summary>Forgets what follows the prompts.</summary>
    void Rewind();

    /// <summary>Forgets the prompts too.</summary>
    void Clear();
}
