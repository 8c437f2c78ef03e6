namespace InferenceScaling.Benchmarks.Peers;

/// <summary>What a session has room for.</summary>
/// <param name="Sequences">Sequences that are decoded side by side.</param>
/// <param name="Prompt">Tokens of a prompt.</param>
/// <param name="Generated">Tokens that follow it at most.</param>
/// <param name="Shared">Whether all sequences go on from one prompt, or each has its own.</param>
internal sealed record SessionShape(int Sequences, int Prompt, int Generated, bool Shared);
