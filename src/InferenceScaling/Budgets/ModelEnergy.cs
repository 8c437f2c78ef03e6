using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What a model's tokens take, in joules a token: an estimate, such as the power of the machine over the tokens a second it makes.</summary>
public sealed record ModelEnergy
{
    /// <summary>Joules of a prompt token.</summary>
    public double PromptJoules { get; init; }

    /// <summary>Joules of a prompt token that a cache held: of those that the search had the model read before.</summary>
    /// <value>The default is 0.</value>
    public double CachedPromptJoules { get; init; }

    /// <summary>Joules of a generated token.</summary>
    public double GeneratedJoules { get; init; }

    /// <summary>Joules of a token that a verifier reads.</summary>
    /// <value>The default is null: those of a prompt token.</value>
    public double? VerifiedJoules { get; init; }

    /// <summary>What tokens take.</summary>
    /// <param name="tokens">Tokens by kind.</param>
    public double Of(TokenUsage tokens) => (double)Exactly(tokens);

    internal decimal Exactly(TokenUsage tokens) =>
        (tokens.Prompt * Unit(PromptJoules)) + (tokens.CachedPrompt * Unit(CachedPromptJoules)) + (tokens.Generated * Unit(GeneratedJoules)) + (tokens.Verified * Unit(VerifiedJoules ?? PromptJoules));

    /// <summary>What tokens take if as many prompt tokens are found in a cache as makes them take most.</summary>
    internal decimal Most(TokenUsage tokens) => Exactly(tokens) + (tokens.Prompt * Math.Max(0, Unit(CachedPromptJoules) - Unit(PromptJoules)));

    internal void Validate(string model)
    {
        Require(PromptJoules, nameof(PromptJoules));
        Require(CachedPromptJoules, nameof(CachedPromptJoules));
        Require(GeneratedJoules, nameof(GeneratedJoules));
        Require(VerifiedJoules ?? 0, nameof(VerifiedJoules));

        void Require(double value, string name)
        {
            if (!(value is >= 0 and <= 1e9))
                throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} of {model} is {value}; it must be 0 to 1,000,000,000."));
        }
    }

    // Rounded, so that sums of many are exact.
    private static decimal Unit(double joules) => Math.Round((decimal)joules, 12, MidpointRounding.AwayFromZero);
}
