using System.Globalization;
using System.Text;

namespace InferenceScaling.Budgets;

/// <summary>The limit that ended a search.</summary>
/// <param name="Kind">What was limited.</param>
/// <param name="Spent">What the request, or the account, had spent of it when the search ended: tokens, calls, money, joules, bytes held, or seconds.</param>
/// <param name="Allowed">The limit, in the same unit. For a deadline: the seconds that were left when the request began.</param>
public sealed record ReachedLimit(BudgetKind Kind, decimal Spent, decimal Allowed)
{
    /// <summary>The account whose limit it was; null for the request's own budget.</summary>
    public string? Account { get; init; }

    /// <summary>What calls under way had reserved: of other requests, on an account; else 0.</summary>
    public decimal Reserved { get; init; }

    /// <summary>What the next call could have taken at the most.</summary>
    public decimal Needed { get; init; }

    /// <summary>The limit in a sentence, such as <c>generated tokens: 8192 of 8192 spent</c>.</summary>
    public string Description
    {
        get
        {
            var text = new StringBuilder();
            if (Account is not null)
                text.Append(CultureInfo.InvariantCulture, $"account '{Account}': ");
            text.Append(CultureInfo.InvariantCulture, $"{Name(Kind)}: {Number(Spent)} of {Number(Allowed)}{Unit(Kind)}");
            if (Reserved > 0)
                text.Append(CultureInfo.InvariantCulture, $", {Number(Reserved)} reserved");
            if (Kind < BudgetKind.Time && Spent + Reserved < Allowed)
                text.Append(CultureInfo.InvariantCulture, $"; the next call may take {Number(Needed)}");
            return text.ToString();
        }
    }

    /// <summary>See <see cref="Description"/>.</summary>
    public override string ToString() => Description;

    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Name(BudgetKind kind) => kind switch
    {
        BudgetKind.PromptTokens => "prompt tokens",
        BudgetKind.GeneratedTokens => "generated tokens",
        BudgetKind.VerifiedTokens => "verified tokens",
        BudgetKind.ComputedTokens => "computed tokens",
        BudgetKind.GeneratorCalls => "generator calls",
        BudgetKind.VerifierCalls => "verifier calls",
        BudgetKind.AllCalls => "calls",
        BudgetKind.Money => "money",
        BudgetKind.Joules => "energy",
        BudgetKind.Memory => "key-value memory",
        BudgetKind.Deadline => "deadline",
        _ => "time",
    };

    private static string Unit(BudgetKind kind) => kind switch
    {
        BudgetKind.Joules => " J spent",
        BudgetKind.Memory => " bytes held",
        BudgetKind.Time or BudgetKind.Deadline => " s passed",
        _ => " spent",
    };
}
