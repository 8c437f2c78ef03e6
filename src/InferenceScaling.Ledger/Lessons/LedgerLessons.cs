using System.Collections.Immutable;
using System.Runtime.InteropServices;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Lessons;

/// <summary>Texts to train Ledger models on, as many as wanted: lesson number i of a seed is the same on every machine, and never about a held-out problem.</summary>
public static class LedgerLessons
{
    private const int DrillTokens = 90;

    /// <summary>A drill for a generator that cannot calculate yet: equations such as "= 51 + 23 = 74." line by line, about 90 tokens. Trained are the results only.</summary>
    /// <remarks>The equations come from problems of level 8 with three distractors, whatever level and distractors the settings ask for.</remarks>
    /// <param name="seed">The seed of the series.</param>
    /// <param name="index">Number in the series.</param>
    /// <param name="settings">Which problems; null for the mix that the embedded models learnt from.</param>
    public static LedgerLesson Arithmetic(ulong seed, long index, LedgerProblemSettings? settings = null)
    {
        var draws = new Draws(seed, "ledger arithmetic", index);
        var drilled = (settings ?? new()) with { MinLevel = 8, MaxLevel = 8, MinDistractors = 3, MaxDistractors = 3 };
        var tokens = new List<int>(DrillTokens + 20);
        var targets = new List<int>(DrillTokens + 20);
        var line = new List<int>();
        while (tokens.Count < DrillTokens)
        {
            var facts = new FactTable(LedgerGenerator.Draw(draws, drilled, LedgerSplit.Training));
            foreach (var name in facts.Names)
            {
                var fact = facts[name]!;
                if (fact.Relation == LedgerRelation.Constant)
                    continue;
                line.Clear();
                _ = TokenText.AddBody(line, fact, facts[fact.First]!.Value, facts[fact.Second]?.Value);
                AddDrill(tokens, targets, CollectionsMarshal.AsSpan(line));
                if (tokens.Count >= DrillTokens)
                    break;
            }
        }

        return new([.. tokens], [.. targets]);
    }

    /// <summary>A problem and its canonical solution, which is trained, for a generator.</summary>
    /// <param name="seed">The seed of the series.</param>
    /// <param name="index">Number in the series.</param>
    /// <param name="settings">Which problems; null for the mix that the embedded models learnt from.</param>
    public static LedgerLesson Solution(ulong seed, long index, LedgerProblemSettings? settings = null) =>
        Solution(LedgerGenerator.Draw(new Draws(seed, "ledger solution", index), settings ?? new(), LedgerSplit.Training));

    /// <summary>A problem and its solution, all of which is trained up to the end of text.</summary>
    /// <param name="problem">A problem of words of the vocabulary.</param>
    /// <exception cref="ArgumentException">Problem or solution has a word that is not in the vocabulary.</exception>
    public static LedgerLesson Solution(LedgerProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int[] solution = [.. LedgerVocabulary.Encode(problem.Solution), LedgerToken.EndOfText];
        return Continued(problem, solution, solution);
    }

    /// <summary>A problem and a derivation with errors of every kind, for a verifier: trained is what should stand at each place, given what is written before it.</summary>
    /// <param name="seed">The seed of the series.</param>
    /// <param name="index">Number in the series.</param>
    /// <param name="settings">Which problems; null for the mix that the embedded models learnt from.</param>
    public static LedgerLesson Verification(ulong seed, long index, LedgerProblemSettings? settings = null)
    {
        var draws = new Draws(seed, "ledger verification", index);
        settings ??= new();
        var problem = LedgerGenerator.Draw(draws, settings, LedgerSplit.Training);
        var facts = new FactTable(problem);
        var solution = new FlawedDerivation(draws, facts, settings.Numbers).Write();
        return Continued(problem, solution, LedgerJudge.Judge(facts, solution).Expected.AsSpan());
    }

    /// <summary>A problem and a sampled solution, trained as in <see cref="Verification"/>: a verifier learns from the errors that its generator makes.</summary>
    /// <param name="problem">A problem of words of the vocabulary. It is the caller's to keep held-out ones (<see cref="LedgerProblem.IsHeldOut"/>) out of training.</param>
    /// <param name="solution">Token ids of the solution, any.</param>
    /// <exception cref="ArgumentException">The problem has a word that is not in the vocabulary.</exception>
    public static LedgerLesson Judged(LedgerProblem problem, ReadOnlySpan<int> solution) => Continued(problem, solution, LedgerJudge.Judge(problem, solution).Expected.AsSpan());

    // Targets are what comes next: one place before the token they are compared with.
    private static LedgerLesson Continued(LedgerProblem problem, ReadOnlySpan<int> solution, ReadOnlySpan<int> expected)
    {
        ImmutableArray<int> tokens = [.. LedgerVocabulary.Encode(problem.Problem), .. solution];
        var targets = new int[tokens.Length];
        Array.Fill(targets, LedgerLesson.NoTarget);
        expected.CopyTo(targets.AsSpan(tokens.Length - solution.Length - 1));
        return new(tokens, ImmutableCollectionsMarshal.AsImmutableArray(targets));
    }

    private static void AddDrill(List<int> tokens, List<int> targets, ReadOnlySpan<int> body)
    {
        var equation = body[body.IndexOf(LedgerToken.EqualSign)..];
        var result = equation.LastIndexOf(LedgerToken.EqualSign);
        for (var index = 0; index < equation.Length; index++)
        {
            tokens.Add(equation[index]);
            targets.Add(index >= result && index + 1 < equation.Length ? equation[index + 1] : LedgerLesson.NoTarget);
        }
    }
}
