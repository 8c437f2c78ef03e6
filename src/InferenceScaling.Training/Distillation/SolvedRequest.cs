using System.Collections.Immutable;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Training.Distillation;

/// <summary>A request and the reasoning that a search chose for it, as token ids.</summary>
/// <param name="Prompt">The request as the model read it; at least one token.</param>
/// <param name="Answer">What the chosen path says after it, with an end-of-text token where there was one; at least one token.</param>
public sealed record SolvedRequest(ImmutableArray<int> Prompt, ImmutableArray<int> Answer)
{
    /// <summary>Takes the reasoning behind a search's answer: of the candidates with that answer the one that was scored best, and the first of those.</summary>
    /// <param name="model">The model that searched; says how prompt and steps are spelled.</param>
    /// <param name="result">What the search found.</param>
    /// <returns>Null where the search has no answer, or no path came to its end with it.</returns>
    public static SolvedRequest? From(LanguageModel model, ReasoningResult result)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        var chosen = result.Answer is null ? null : result.Candidates
            .Where(candidate => !candidate.IsCut && candidate.CanonicalAnswer is { } answer && answer == result.CanonicalAnswer)
            .OrderByDescending(candidate => candidate.Score ?? double.NegativeInfinity)
            .FirstOrDefault();
        return chosen is null ? null : From(model, chosen.Path);
    }

    /// <summary>Takes a path.</summary>
    /// <param name="model">The model that made it; says how prompt and steps are spelled.</param>
    /// <param name="path">The path; at least one step.</param>
    /// <exception cref="ArgumentException">The path has no steps, or ids that are no tokens of the model.</exception>
    public static SolvedRequest From(LanguageModel model, ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        if (path.Step is null)
            throw new ArgumentException("The path has no steps, so there is nothing to learn; give one that a search chose.", nameof(path));
        var root = path;
        while (root.Parent is { } parent)
            root = parent;
        var tokens = model.TokensOf(path);
        var prompt = model.TokensOf(root).Length;
        return new([.. tokens[..prompt]], [.. tokens[prompt..]]);
    }
}
