namespace InferenceScaling.Benchmarks.Soak;

/// <summary>How long and how hard the engine is worked.</summary>
/// <param name="Duration">How long.</param>
/// <param name="Report">How often a row is written; a row is also the unit over which quantiles are taken.</param>
/// <param name="Clients">Searches that run side by side.</param>
/// <param name="Threads">Threads of the executor.</param>
/// <param name="Contexts">Key-value memory, in whole contexts: with fewer than clients need, contexts are evicted and requests put back all the time.</param>
/// <param name="Seed">Of the clients' choices.</param>
internal sealed record SoakSettings(TimeSpan Duration, TimeSpan Report, int Clients, int Threads, int Contexts, ulong Seed)
{
    /// <summary>Length of a context.</summary>
    public const int ContextLength = 512;

    /// <summary>One pass in so many fails.</summary>
    public const int PassesAFailure = 500;

    /// <summary>So long without a pass, with requests waiting, is a deadlock.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);
}
