namespace InferenceScaling.Training.Distillation;

/// <summary>How a student learns from a teacher.</summary>
public sealed record DistillationOptions
{
    /// <summary>What the student makes smaller.</summary>
    public DistillationLoss Loss { get; init; } = new();

    /// <summary>
    /// Share of the batches in which the student writes what stands after the prompts itself, so that it learns to go on from its own mistakes (Agarwal et al. 2024); 0 to 1.
    /// The prompt of a text is what stands before its first target, that target excluded.
    /// </summary>
    public double OnPolicyShare { get; init; }

    /// <summary>Steps after which the student writes with its newest weights again; at least 1. More than 1 keeps a copy of the weights, which is faster where texts are short.</summary>
    public long PolicyEvery { get; init; } = 1;

    /// <summary>How the student writes.</summary>
    public ContinuationSettings Continuations { get; init; } = new();

    /// <summary>Refuses options out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message has it, its value and the range.</exception>
    public void Validate()
    {
        Loss.Validate();
        Continuations.Validate();
        if (OnPolicyShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(OnPolicyShare), OnPolicyShare, FormattableString.Invariant($"{nameof(OnPolicyShare)} is {OnPolicyShare}; it must be 0 to 1."));
        ArgumentOutOfRangeException.ThrowIfLessThan(PolicyEvery, 1);
    }
}
