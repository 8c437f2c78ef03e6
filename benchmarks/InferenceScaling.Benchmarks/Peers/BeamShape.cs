namespace InferenceScaling.Benchmarks.Peers;

/// <summary>A beam search: in every step each of the beams branches, a second model reads the new tokens, and the best branches go on.</summary>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Beams">Branches that go on.</param>
/// <param name="Branching">Branches of a beam.</param>
/// <param name="Steps">Steps of a path.</param>
/// <param name="StepTokens">Tokens of a step.</param>
internal sealed record BeamShape(int Prompt, int Beams, int Branching, int Steps, int StepTokens)
{
    /// <summary>What ends a step for the verifier: a control token that the model has no other use for, as process reward models have one.</summary>
    public const string Mark = "<file_sep>";

    /// <summary>What the verifier says of a good step.</summary>
    public const string Good = " +";

    /// <summary>What it says of a bad one.</summary>
    public const string Bad = " -";

    /// <summary>Share of the model's layers that the verifier has.</summary>
    public double VerifierDepth { get; init; } = 1;

    public int Width => Beams * Branching;

    /// <summary>Tokens that the whole search generates.</summary>
    public int Tokens => Width * Steps * StepTokens;
}
