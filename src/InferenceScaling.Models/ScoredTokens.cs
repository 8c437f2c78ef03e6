using System.Collections.Immutable;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

/// <summary>How likely a model finds given tokens.</summary>
/// <param name="Tokens">The tokens, in the model's own vocabulary.</param>
/// <param name="LogProbabilities">Natural-log probability of each, given the context and the tokens before it.</param>
/// <param name="Usage">What reading them cost: the tokens themselves as verified ones, their context as prompt.</param>
public sealed record ScoredTokens(ImmutableArray<int> Tokens, ImmutableArray<float> LogProbabilities, TokenUsage Usage)
{
    /// <summary>Sum of <see cref="LogProbabilities"/>: the log-likelihood of the text.</summary>
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
