using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace InferenceScaling.Paths;

/// <summary>One step of a reasoning path, as a generator made it. Immutable.</summary>
public sealed record ReasoningStep
{
    /// <summary>The step's text, with the delimiter that ended it, without end-of-text tokens.</summary>
    public required string Text { get; init; }

    /// <summary>Why the step ended.</summary>
    public required StepFinish Finish { get; init; }

    /// <summary>The step's token ids, with an end-of-text token if one was sampled. Empty if the generator does not know them.</summary>
    public ImmutableArray<int> Tokens { get; init; } = [];

    /// <summary>Natural-log probability of each token under the raw model. Empty if the generator does not know it.</summary>
    public ImmutableArray<float> LogProbabilities { get; init; } = [];

    /// <summary>Natural-log probability of each token under the distribution it was drawn from (after temperature, top-k and the rest). Empty if the generator does not know it.</summary>
    public ImmutableArray<float> SamplingLogProbabilities { get; init; } = [];

    /// <summary>Confidence at each token: minus the mean natural-log probability of the k most probable tokens under the raw model; higher is more certain (Fu et al. 2025, DeepConf). Empty if the generator does not know it.</summary>
    public ImmutableArray<float> Confidences { get; init; } = [];

    /// <summary>What making the step cost.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>What the generator must find again with the step after a restart, such as the answer of a probe; nobody else reads it. Unlike <see cref="Continuation"/>, a journal keeps it.</summary>
    public string? Memory { get; init; }

    /// <summary>The generator's own state behind this step, such as a place in its cache. A hint: a generator must be able to go on without it.</summary>
    [JsonIgnore]
    public object? Continuation { get; init; }

    /// <summary>Sum of <see cref="LogProbabilities"/>: the log-likelihood of the step given what came before.</summary>
    [JsonIgnore]
    public double LogLikelihood
    {
        get
        {
            var sum = 0.0;
            foreach (var value in LogProbabilities)
                sum += value;
            return sum;
        }
    }
}
