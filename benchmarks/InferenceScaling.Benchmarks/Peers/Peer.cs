namespace InferenceScaling.Benchmarks.Peers;

/// <summary>An engine under comparison, with a model and a number of threads.</summary>
internal abstract class Peer(string name, bool takesPartInAll) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Whether it runs every scenario, or only those that it ends in reasonable time.</summary>
    public bool TakesPartInAll { get; } = takesPartInAll;

    /// <summary>Bytes of weights that decoding one token reads.</summary>
    public abstract long WeightBytes { get; }

    /// <summary>Makes a cache for sequences.</summary>
    public abstract IPeerSession Open(SessionShape shape);

    /// <summary>From a new prompt to its first token, through everything a user's call goes through.</summary>
    public abstract IScenarioRun OpenFirstToken(int prompt);

    /// <summary>A prompt and sampled continuations of it, the best of which is chosen.</summary>
    public abstract IScenarioRun OpenBestOf(SessionShape shape);

    /// <summary>Beam search with a process reward model.</summary>
    public abstract IScenarioRun OpenBeam(BeamShape shape);

    public abstract void Dispose();
}
