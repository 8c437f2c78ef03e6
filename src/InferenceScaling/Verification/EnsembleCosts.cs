using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>What an ensemble's calls cost: those of all members.</summary>
internal sealed class EnsembleCosts : ModelCosts
{
    private readonly ModelCosts[] _members;

    private EnsembleCosts(ModelCosts[] members, string model)
    {
        _members = members;
        Model = model;
    }

    /// <summary>The members' names where they differ, joined by <c>+</c>: an ensemble of two models has a price of its own.</summary>
    public override string? Model { get; }

    /// <summary>The costs of members together; null if one does not tell its own.</summary>
    public static ModelCosts? Of(IEnumerable<ModelCosts?> members)
    {
        ModelCosts?[] all = [.. members.Where(static member => member is not { Model: null })];
        if (all.Length == 0)
            return Free;
        return all.Any(static member => member is null) ? null : new EnsembleCosts(all!, string.Join('+', all.Select(static member => member!.Model).Distinct(StringComparer.Ordinal)));
    }

    public override TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var sum = default(TokenUsage);
        foreach (var member in _members)
        {
            if (member.MostTokens(path, growth) is not { } most)
                return null;
            sum += most;
        }

        return sum;
    }

    public override long? KvBytes(long tokens)
    {
        var sum = 0L;
        foreach (var member in _members)
        {
            if (member.KvBytes(tokens) is not { } most)
                return null;
            sum += most;
        }

        return sum;
    }
}
