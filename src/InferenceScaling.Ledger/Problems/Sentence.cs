using System.Globalization;

namespace InferenceScaling.Ledger.Problems;

/// <summary>Reads the words of one sentence from left to right and says what was expected where something else stands.</summary>
/// <param name="number">The sentence's number in the text, from 1.</param>
/// <param name="words">Its words; the last is the sign that ends it.</param>
internal sealed class Sentence(int number, IReadOnlyList<string> words)
{
    private static readonly string[] Grammar = ["has", "more", "fewer", "than", "times", "as", "many", "half", "and", "together", "the", "difference", "between", "does", "have"];
    private int _next;

    /// <summary>Whether the sentence is a question.</summary>
    public bool IsQuestion => words[^1] == "?";

    /// <summary>The word that comes next.</summary>
    public string Next => _next < words.Count ? words[_next] : "";

    /// <summary>Goes past a word that has to be there.</summary>
    public void Skip(params ReadOnlySpan<string> expected)
    {
        foreach (var word in expected)
        {
            if (Next != word)
                throw Unexpected($"'{word}'");
            _next++;
        }
    }

    /// <summary>Goes past a word if it is there.</summary>
    public bool TrySkip(string word)
    {
        var found = Next == word;
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Reads a name.</summary>
    public string Name() => (char.IsUpper(First(Next)) && Next is not "How") || LedgerVocabulary.SpareNames.Contains(Next) ? words[_next++] : throw Unexpected("a name, such as Ana");

    /// <summary>Reads what is counted.</summary>
    public string Item() => (char.IsLower(First(Next)) && !Grammar.Contains(Next)) || LedgerVocabulary.SpareItems.Contains(Next) ? words[_next++] : throw Unexpected("what is counted, such as coins");

    /// <summary>Reads a number if there is one.</summary>
    public bool TryNumber(out int value)
    {
        value = 0;
        if (char.IsAsciiDigit(First(Next)))
        {
            if (!int.TryParse(Next, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value is < 1 or > FactArithmetic.Largest)
                throw Unexpected($"a whole number from 1 to {FactArithmetic.Largest}");
        }
        else if (NumberWords.Read(Next) is { } word)
        {
            value = word > 0 ? word : throw Unexpected($"a whole number from 1 to {FactArithmetic.Largest}");
        }
        else
        {
            return false;
        }

        _next++;
        return true;
    }

    /// <summary>What to say about the sentence.</summary>
    /// <param name="complaint">What is wrong.</param>
    public ArgumentException Wrong(string complaint) => new($"Sentence {number} of the problem, \"{Text()}\": {complaint}");

    /// <summary>What to say about the next word.</summary>
    /// <param name="expected">What should stand there.</param>
    public ArgumentException Unexpected(string expected) => Wrong(Next.Length == 0 ? $"it ends where {expected} was expected." : $"found '{Shorten(Next)}' where {expected} was expected.");

    private string Text() => Shorten(string.Join(' ', words.Take(30)).Replace(" .", ".", StringComparison.Ordinal).Replace(" ?", "?", StringComparison.Ordinal));

    private static string Shorten(string text) => text.Length <= 160 ? text : text[..160] + "…";

    private static char First(string word) => word.Length > 0 ? word[0] : ' ';
}
