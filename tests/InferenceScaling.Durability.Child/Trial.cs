using System.Globalization;
using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;
using InferenceScaling.Tests.Durability;

namespace InferenceScaling.Durability.Child;

/// <summary>One request of one strategy under a limit, the same in every process, whose models note what was paid.</summary>
internal sealed record Trial(LimitedSearch Search)
{
    /// <summary>The trial as arguments of a command line.</summary>
    public IReadOnlyList<string> Arguments => [Search.Strategy, $"{Search.Judge}", $"{Search.Seed}", $"{Search.Limit}", Search.Allowed.ToString(CultureInfo.InvariantCulture), $"{Search.ByScores}"];

    public static Trial Parse(ReadOnlySpan<string> arguments) => new(new LimitedSearch(
        arguments[0], Enum.Parse<JudgeKind>(arguments[1]), ulong.Parse(arguments[2], CultureInfo.InvariantCulture),
        arguments[3].Length == 0 ? null : Enum.Parse<BudgetKind>(arguments[3]), decimal.Parse(arguments[4], CultureInfo.InvariantCulture), bool.Parse(arguments[5])));

    public Task<ReasoningResult> RunAsync(IReasoningJournal? journal, PaidCalls calls)
    {
        var models = new CachedModels { Judged = calls.AddJudged };
        return Search.RunAsync(journal, new PaidGenerator(models.Small, calls), new PaidGenerator(models.Large, calls), new PaidVerifier(models.Judge(Search.Judge), calls));
    }
}
