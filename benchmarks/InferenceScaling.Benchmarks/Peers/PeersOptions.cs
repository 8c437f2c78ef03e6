namespace InferenceScaling.Benchmarks.Peers;

/// <summary>What the command line asked for.</summary>
internal sealed record PeersOptions(string Model, string Output, IReadOnlyList<int> Threads, IReadOnlyList<string> Only, IReadOnlyList<string> Peers, int Rounds, bool Quick, string? Llama);
