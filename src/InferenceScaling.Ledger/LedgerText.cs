using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Ledger;

/// <summary>The Ledger task as text. Its tokens are words, signs and single digits, and carry no spaces: this puts the spaces back, and says in words what the model cannot read.</summary>
internal sealed partial class LedgerText
{
    private readonly string[] _words;
    private readonly FrozenSet<string> _known;

    public LedgerText(Tokenizer tokenizer)
    {
        _words = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(id => tokenizer.IsSpecial(id) ? "" : tokenizer.TokenSpelling(id)!)];
        _known = _words.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">Token ids.</param>
    /// <param name="previous">The token before them; null at the start of a text.</param>
    public string Render(ReadOnlySpan<int> tokens, int? previous)
    {
        var text = new StringBuilder();
        var before = previous is { } id ? _words[id] : "\n";
        foreach (var token in tokens)
        {
            var word = _words[token];
            if (word.Length == 0)
                continue;
            if (!ClosesSentence(word) && !before.EndsWith('\n') && !(IsDigit(before) && IsDigit(word)))
                text.Append(' ');
            text.Append(word);
            before = word;
        }

        return text.ToString();
    }

    /// <summary>Refuses a problem that the model cannot read.</summary>
    /// <exception cref="ArgumentException">A word is unknown, or the text is no question.</exception>
    public void CheckProblem(string problem)
    {
        foreach (Match word in Word().Matches(problem))
        {
            if (!_known.Contains(word.Value))
                throw new ArgumentException($"The Ledger model does not know the word '{word.Value}'. It knows {string.Join(", ", _words.Where(w => Word().IsMatch(w)))}.", nameof(problem));
        }

        if (!problem.AsSpan().TrimEnd().EndsWith('?'))
            throw new ArgumentException("A Ledger problem ends with a question mark, such as 'Ben has 3 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?'.", nameof(problem));
    }

    private static bool ClosesSentence(string word) => word is "." or ".\n" or "?\n";

    private static bool IsDigit(string word) => word.Length == 1 && char.IsAsciiDigit(word[0]);

    [GeneratedRegex(@"[^\s\d.?*+\-/=:]+:?", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
