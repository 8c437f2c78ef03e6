using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Models;
using InferenceScaling.Paths;

namespace InferenceScaling.Training.Distillation;

/// <summary>How a model goes on after prompts.</summary>
public sealed record ContinuationSettings
{
    /// <summary>Most tokens drawn after a prompt. A continuation also ends where the model's context does.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>Tokens after which a continuation ends; they are part of it.</summary>
    public ImmutableArray<int> EndTokens { get; init; } = [];

    /// <summary>How tokens are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Decides the draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Continuations that are drawn at once: more is faster and takes more memory for their caches.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>What computes; null for <c>Backend.Cpu()</c>, whose draws do not depend on <see cref="BatchSize"/>.</summary>
    public Backend? Backend { get; init; }

    /// <summary>Refuses settings out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message has it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        Sampling.Validate();
    }

    /// <summary>The settings that draws depend on, for checkpoints.</summary>
    internal string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"{MaxTokens} tokens to [{string.Join(' ', EndTokens)}], temperature {Sampling.Temperature}, top {Sampling.TopK} {Sampling.TopP} {Sampling.MinP}, penalty {Sampling.RepetitionPenalty}, seed {Seed}, {Computes}");

    /// <summary>What computes.</summary>
    internal Backend Computes => Backend ?? Backend.Cpu();
}
