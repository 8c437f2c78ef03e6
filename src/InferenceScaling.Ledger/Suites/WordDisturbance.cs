using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Suites;

/// <summary>Says a problem in other words, with the same answer.</summary>
internal static partial class WordDisturbance
{
    private static readonly string[] Strangers =
        ["Zorblax", "Quindle", "Frobnik", "Mirelda", "Tavish", "Ulfrick", "Nimbus", "Peverell", "Ostara", "Grizelda", "Yondu", "Wickham"];

    private static readonly string[] Things = ["unicorns", "kites", "lanterns", "ribbons", "spoons", "hats", "pebbles", "whistles"];

    /// <summary>Gives up to eight people names that are not in the vocabulary.</summary>
    public static LedgerCase Renamed(LedgerProblem clean, Draws draws)
    {
        var names = clean.Facts.Select(fact => fact.Name).Take(LedgerToken.SpareNames).Zip(draws.Shuffle(Strangers)).ToDictionary(pair => pair.First, pair => pair.Second);
        return Reworded(clean, Word().Replace(clean.Problem, match => names.GetValueOrDefault(match.Value, match.Value)));
    }

    /// <summary>Counts a thing that is not in the vocabulary.</summary>
    public static LedgerCase OtherItem(LedgerProblem clean, Draws draws)
    {
        var thing = draws.Pick(Things);
        return Reworded(clean, Word().Replace(clean.Problem, match => match.Value == clean.Item ? thing : match.Value));
    }

    /// <summary>Writes one word of every fact wrong.</summary>
    public static LedgerCase Typos(LedgerProblem clean, Draws draws)
    {
        var sentences = clean.Problem.Split(". ");
        var facts = sentences[..^1].Select(sentence =>
        {
            var words = sentence.Split(' ');
            var places = Enumerable.Range(0, words.Length).Where(index => words[index].Length >= 3 && !char.IsAsciiDigit(words[index][0])).ToArray();
            var place = draws.Pick(places);
            words[place] = Misspelt(words[place], draws);
            return string.Join(' ', words);
        });
        return new(string.Join(". ", [.. facts, sentences[^1]]), clean.Answer, clean, clean);
    }

    /// <summary>Puts the question first.</summary>
    public static LedgerCase QuestionFirst(LedgerProblem clean, Draws _)
    {
        var question = clean.Problem.LastIndexOf("How many", StringComparison.Ordinal);
        return new($"{clean.Problem[question..].TrimEnd()} {clean.Problem[..question].TrimEnd()}", clean.Answer, clean, clean);
    }

    /// <summary>Writes numbers in words.</summary>
    public static LedgerCase NumbersInWords(LedgerProblem clean, Draws _) =>
        new(Number().Replace(clean.Problem, match => NumberWords.Write(int.Parse(match.Value, CultureInfo.InvariantCulture))), clean.Answer, clean, clean);

    private static LedgerCase Reworded(LedgerProblem clean, string text) => new(text, clean.Answer, clean, LedgerProblem.Parse(text));

    private static string Misspelt(string word, Draws draws)
    {
        var exchanges = Enumerable.Range(0, word.Length - 1).Where(index => word[index] != word[index + 1]).ToArray();
        if (draws.Chance(0.5) || exchanges.Length == 0)
            return word.Remove(draws.Below(word.Length), 1);
        var at = draws.Pick(exchanges);
        return $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}";
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
