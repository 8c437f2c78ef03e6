using System.Collections.Immutable;
using System.Text.Json;

namespace InferenceScaling.Ledger;

/// <summary>Problems that the embedded models never saw in training.</summary>
public static class LedgerProblems
{
    private static readonly Lazy<ImmutableArray<LedgerProblem>> Problems = new(Read);

    /// <summary>600 problems, 100 of each level from 3 to 8, in order of level.</summary>
    public static ImmutableArray<LedgerProblem> HeldOut => Problems.Value;

    private static ImmutableArray<LedgerProblem> Read()
    {
        using var reader = new StreamReader(LedgerResources.Open("problems.jsonl"));
        var problems = ImmutableArray.CreateBuilder<LedgerProblem>();
        while (reader.ReadLine() is { } line)
            problems.Add(JsonSerializer.Deserialize(line, LedgerJsonContext.Default.LedgerProblem)!);
        return problems.ToImmutable();
    }
}
