using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;

namespace InferenceScaling.Reasoning;

/// <summary>One question to a reasoner. With the reasoner's options and the model's weights it determines the answer.</summary>
public sealed record ReasoningRequest
{
    /// <summary>What is asked.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>Determines every random choice.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Names the request in a journal; see <see cref="ReasonerBuilder.UseJournal(IReasoningJournal)"/>. It must not be used again for another prompt, seed or setting.</summary>
    /// <value>The default is null: prompt, seed and the reasoner's settings name it. The range is 1 to 256 characters.</value>
    public string? Id { get; init; }

    /// <summary>Limits for this request, beside the reasoner's own: the tighter binds.</summary>
    public Budget Budget { get; init; } = Budget.Unlimited;

    /// <summary>A budget that this request shares with others, such as a tenant's quota; it binds beside <see cref="Budget"/>. With an account, the answer may depend on what else draws from it.</summary>
    /// <value>The default is null: none.</value>
    public BudgetAccount? Account { get; init; }

    /// <summary>A request of one question.</summary>
    /// <param name="question">What is asked.</param>
    public static implicit operator ReasoningRequest(string question) => FromString(question);

    /// <summary>A request of one question.</summary>
    /// <param name="question">What is asked.</param>
    public static ReasoningRequest FromString(string question) => new() { Prompt = Prompt.FromString(question) };
}
