using System.Collections.Immutable;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Suites;

/// <summary>A series of questions of one kind, the same on every machine, however many are asked for.</summary>
public sealed class LedgerSuite
{
    /// <summary>The most questions a suite gives.</summary>
    public const int MostCases = 10_000;

    private const int Variations = 20_000;
    private readonly ulong _seed;
    private readonly LedgerProblemSettings _settings;
    private readonly Func<LedgerProblem, Draws, LedgerCase?>? _vary;

    internal LedgerSuite(string name, string description, ulong seed, LedgerProblemSettings settings, Func<LedgerProblem, Draws, LedgerCase?>? vary = null) =>
        (Name, Description, _seed, _settings, _vary) = (name, description, seed, settings, vary);

    /// <summary>A short name, such as "M1" or "typos".</summary>
    public string Name { get; }

    /// <summary>What the questions are like.</summary>
    public string Description { get; }

    /// <summary>Whether the questions are disturbed problems, each beside its clean one.</summary>
    public bool IsAdversarial => _vary is not null;

    /// <summary>The first questions.</summary>
    /// <param name="count">How many, 0 to <see cref="MostCases"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public ImmutableArray<LedgerCase> Take(int count = 100)
    {
        if (count is < 0 or > MostCases)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The suite {Name} gives 0 to {MostCases} questions.");
        var cases = ImmutableArray.CreateBuilder<LedgerCase>(count);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0L; cases.Count < count; index++)
        {
            var clean = LedgerGenerator.Draw(_seed, index, _settings, LedgerSplit.HeldOut);
            if (CaseOf(clean, index) is { } found && texts.Add(found.Text))
                cases.Add(found);
        }

        return cases.MoveToImmutable();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Description}";

    // Null where a problem has no such variation: the next one takes its place.
    private LedgerCase? CaseOf(LedgerProblem clean, long index)
    {
        if (_vary is null)
            return new(clean.Problem, clean.Answer, clean, clean);
        var draws = new Draws(_seed, $"ledger suite {Name}", index);
        for (var attempt = 0; attempt < Variations; attempt++)
        {
            if (_vary(clean, draws) is { } found)
                return found;
        }

        return null;
    }
}
