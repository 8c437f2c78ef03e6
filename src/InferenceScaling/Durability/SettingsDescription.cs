using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>Settings as names and values: to tell requests apart, and to say which setting differs.</summary>
internal static class SettingsDescription
{
    /// <summary>How steps are generated, completely: two options with one description are the same.</summary>
    public static IEnumerable<(string Name, string Value)> Of(StepOptions steps)
    {
        yield return ("Sampling.Temperature", Format(steps.Sampling.Temperature));
        yield return ("Sampling.TopK", Format(steps.Sampling.TopK));
        yield return ("Sampling.TopP", Format(steps.Sampling.TopP));
        yield return ("Sampling.MinP", Format(steps.Sampling.MinP));
        yield return ("Sampling.RepetitionPenalty", Format(steps.Sampling.RepetitionPenalty));
        yield return (nameof(StepOptions.MaxTokens), Format(steps.MaxTokens));
        yield return (nameof(StepOptions.Delimiters), steps.Delimiters.IsDefault ? "default" : List(steps.Delimiters));
        yield return (nameof(StepOptions.StopSequences), steps.StopSequences.IsDefault ? List([]) : List(steps.StopSequences));
        yield return (nameof(StepOptions.Constraint), steps.Constraint is { } constraint ? $"{constraint.GetType()} {constraint}" : "none");
        yield return (nameof(StepOptions.ConfidenceTokens), Format(steps.ConfidenceTokens));
        if (steps.Thinking is not { } thinking)
        {
            yield return (nameof(StepOptions.Thinking), "none");
            yield break;
        }

        yield return ("Thinking.OpenTag", thinking.OpenTag);
        yield return ("Thinking.CloseTag", thinking.CloseTag);
        yield return ("Thinking.MaxTokens", Format(thinking.MaxTokens));
        yield return ("Thinking.MinTokens", Format(thinking.MinTokens));
        yield return ("Thinking.Continuation", thinking.Continuation);
        yield return ("Thinking.AnswerTokens", Format(thinking.AnswerTokens));
    }

    /// <summary>Everything of a reasoner that decides what its requests ask and answer. Budgets and times are left out: they decide only how far a search gets, and a request may go on with more.</summary>
    public static IEnumerable<(string Name, string Value)> Of(SearchSettings settings)
    {
        yield return ("Generator", settings.Generator.Identity);
        yield return ("Verifier", settings.Verifier?.Identity ?? "none");
        yield return ("Strategy", settings.Strategy.Name);
        foreach (var option in settings.StrategyOptions)
            yield return option;
        foreach (var (name, value) in Of(settings.Steps))
            yield return ($"Steps.{name}", value);
        yield return ("PathLimits.Steps", Format(settings.Limits.Steps));
        yield return ("PathLimits.Tokens", Format(settings.Limits.Tokens));
        yield return ("Selection", settings.Selector.ToString() ?? "");
        yield return ("Aggregation", settings.Aggregation.ToString() ?? "");
        yield return ("Answers", settings.Answers.GetType().Name);
        yield return ("Stopping", settings.Stopping?.GetType().Name ?? "none");
        yield return (ReadsConfidences, Format(settings.Verifier is { RequiresConfidences: true }));
    }

    /// <summary>The setting that says whether the verifier reads confidences, which a replay must ask for too.</summary>
    public const string ReadsConfidences = "Verifier.RequiresConfidences";

    /// <summary>The public properties of a strategy's options, as far as they have values that can be told.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(TOptions options)
        where TOptions : class =>
        [.. typeof(TOptions).GetProperties().Where(static property => property.CanRead && property.GetIndexParameters().Length == 0)
            .OrderBy(static property => property.Name, StringComparer.Ordinal)
            .Select(property => ($"{typeof(TOptions).Name}.{property.Name}", Format(property.GetValue(options))))];

    private static string Format(object? value) => value switch
    {
        null => "none",
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        SearchStrategy strategy => strategy.Name,
        IStepGenerator generator => generator.Identity,
        IVerifier verifier => verifier.Identity,
        IPromptReader reader => reader.Identity,
        Delegate => "a function",
        IEnumerable many => List(many.Cast<object?>().Select(Format)),
        _ => value.GetType().Name,
    };

    // Lengths before texts, so that no other list is written the same.
    private static string List(IEnumerable<string> items) => string.Join(' ', items.Select(static item => string.Create(CultureInfo.InvariantCulture, $"{item.Length}:{item}")).Prefix(items.Count()));

    private static IEnumerable<string> Prefix(this IEnumerable<string> items, int count) => items.Prepend(string.Create(CultureInfo.InvariantCulture, $"({count})"));
}
