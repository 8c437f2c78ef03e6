using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What a model's tokens cost, in any currency. What was read again for want of a cache (<see cref="TokenUsage.Restored"/>) costs nothing here.</summary>
public sealed record ModelPrice
{
    /// <summary>Price of a million prompt tokens.</summary>
    public decimal PromptPerMillion { get; init; }

    /// <summary>Price of a million prompt tokens that a cache held: of those that the search had the model read before.</summary>
    /// <value>The default is null: the price of others.</value>
    public decimal? CachedPromptPerMillion { get; init; }

    /// <summary>Price of a million generated tokens.</summary>
    public decimal GeneratedPerMillion { get; init; }

    /// <summary>Price of a million tokens that a verifier reads.</summary>
    /// <value>The default is null: the price of prompt tokens.</value>
    public decimal? VerifiedPerMillion { get; init; }

    /// <summary>What tokens cost.</summary>
    /// <param name="tokens">Tokens by kind.</param>
    public decimal Of(TokenUsage tokens) =>
        (tokens.Prompt * Unit(PromptPerMillion)) + (tokens.CachedPrompt * Cached) + (tokens.Generated * Unit(GeneratedPerMillion)) + (tokens.Verified * Unit(VerifiedPerMillion ?? PromptPerMillion));

    /// <summary>What tokens cost if as many prompt tokens are found in a cache as makes them dearest.</summary>
    internal decimal Most(TokenUsage tokens) => Of(tokens) + (tokens.Prompt * Math.Max(0, Cached - Unit(PromptPerMillion)));

    internal void Validate(string model)
    {
        Require(PromptPerMillion, nameof(PromptPerMillion));
        Require(CachedPromptPerMillion ?? 0, nameof(CachedPromptPerMillion));
        Require(GeneratedPerMillion, nameof(GeneratedPerMillion));
        Require(VerifiedPerMillion ?? 0, nameof(VerifiedPerMillion));

        void Require(decimal value, string name)
        {
            if (value is < 0 or > 1_000_000_000)
                throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} of {model} is {value}; it must be 0 to 1,000,000,000."));
        }
    }

    private decimal Cached => Unit(CachedPromptPerMillion ?? PromptPerMillion);

    // Rounded, so that sums of many are exact.
    private static decimal Unit(decimal perMillion) => Math.Round(perMillion / 1_000_000, 15, MidpointRounding.AwayFromZero);
}
