using System.Globalization;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.VerifierGuard;

/// <summary>
/// Lets a verifier guide the search only if it was measured and found good enough; a vote decides otherwise.
/// Search amplifies whatever the verifier believes: below some quality, choosing by it is worse than counting answers
/// (Gao, Schulman and Hilton 2023, "Scaling Laws for Reward Model Overoptimization"; Stroebl, Kapoor and Narayanan 2024, "Inference Scaling fLaws").
/// </summary>
/// <remarks>The selection follows the strategy that runs, unless <c>SelectBy</c> says otherwise. A fallback is explained in <see cref="Reasoning.ReasoningResult.Notes"/>.</remarks>
/// <param name="options">Valid options.</param>
public sealed class VerifierGuardedSearch(VerifierGuardOptions options) : SearchStrategy
{
    private readonly SearchStrategy _active = Choose(options ?? throw new ArgumentNullException(nameof(options)));
    private readonly string? _reason = IsGoodEnough(options) ? null : Describe(options);

    /// <summary>Whether the fallback runs.</summary>
    public bool HasFallenBack => _reason is not null;

    /// <inheritdoc/>
    public override string Name => _active.Name;

    /// <inheritdoc/>
    public override bool RequiresVerifier => _active.RequiresVerifier;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => _active.DefaultSelector;

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        if (_reason is not null)
            search.Explain(_reason);
        return _active.RunAsync(search);
    }

    private static bool IsGoodEnough(VerifierGuardOptions options) => options.Quality >= options.LeastQuality;

    private static SearchStrategy Choose(VerifierGuardOptions options) =>
        (IsGoodEnough(options) ? options.Strategy : options.Fallback) ?? throw new ArgumentException($"{nameof(VerifierGuardOptions.Strategy)} and {nameof(VerifierGuardOptions.Fallback)} must both be set.", nameof(options));

    private static string Describe(VerifierGuardOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Fallback.Name} instead of {options.Strategy?.Name}: the verifier {(options.Quality is { } quality ? $"ranks {quality:0.##} of pairs rightly" : "was never measured")}, and at least {options.LeastQuality:0.##} is required to guide the search.");
}
