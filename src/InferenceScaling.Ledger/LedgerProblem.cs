using System.Collections.Immutable;
using System.Text.Json.Serialization;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger;

/// <summary>A word problem of the Ledger task: facts about who has how many, each derived from others, and a question.</summary>
/// <param name="Level">Number of derivations the solution takes, constants not counted: the difficulty.</param>
/// <param name="Problem">The text, ending in a question mark and a line break.</param>
/// <param name="Solution">A right solution, one derivation a line, then the answer.</param>
/// <param name="Answer">The right answer.</param>
public sealed record LedgerProblem(int Level, string Problem, string Solution, long Answer)
{
    // Belongs to one text: a copy with another text reads its own.
    private Tuple<string, LedgerStatement>? _read;

    /// <summary>The facts in the order of their sentences, read from <see cref="Problem"/>.</summary>
    /// <exception cref="ArgumentException">The text is no Ledger problem.</exception>
    [JsonIgnore]
    public ImmutableArray<LedgerFact> Facts => Statement.Facts;

    /// <summary>Who is asked about, read from <see cref="Problem"/>.</summary>
    /// <exception cref="ArgumentException">The text is no Ledger problem.</exception>
    [JsonIgnore]
    public string Query => Statement.Query;

    /// <summary>What is asked about, such as "coins", read from <see cref="Problem"/>.</summary>
    /// <exception cref="ArgumentException">The text is no Ledger problem.</exception>
    [JsonIgnore]
    public string Item => Statement.Item;

    /// <summary>Whether the problem is one to test on: the first byte of the MD5 hash of its token ids, a byte each, is below 4. No embedded model has learnt from such a problem.</summary>
    /// <exception cref="ArgumentException">The text has a word that is not in the vocabulary.</exception>
    [JsonIgnore]
    public bool IsHeldOut => HeldOutClass.Contains(Problem);

    internal LedgerStatement Statement
    {
        get
        {
            if (_read is { } read && ReferenceEquals(read.Item1, Problem))
                return read.Item2;
            var statement = ProblemReader.Read(Problem);
            _read = new(Problem, statement);
            return statement;
        }

        init => _read = new(Problem, value);
    }

    /// <summary>Reads a typed problem and solves it.</summary>
    /// <param name="text">Sentences of the forms in <see cref="LedgerRelation"/> and one question "How many coins does Ana have?", in any order. Names are words with a capital letter, items words without; both may be any.</param>
    /// <returns>The problem in its usual form, the question last, with its canonical solution.</returns>
    /// <exception cref="ArgumentException">The text is no such problem; the message says where and why.</exception>
    public static LedgerProblem Parse(string text) => ProblemReader.Read(text).ToProblem();

    /// <summary>Whether level, texts and answer are the same.</summary>
    /// <param name="other">Another problem.</param>
    public bool Equals(LedgerProblem? other) =>
        other is not null && Level == other.Level && Answer == other.Answer && Problem == other.Problem && Solution == other.Solution;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Level, Problem, Solution, Answer);
}
