using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace InferenceScaling.Ledger.Problems;

/// <summary>How the models read a typed problem: names and items that they do not know stand for spare words, numbers in words for digits, and the question comes last.</summary>
/// <remarks>A function of the problem's text. A text in the vocabulary's words and the usual order is read as it stands.</remarks>
internal sealed partial class LedgerBinding
{
    private readonly Dictionary<string, string> _spares = new(StringComparer.Ordinal);
    private readonly string _problem;
    private ImmutableArray<string> _words = LedgerVocabulary.Words;

    private LedgerBinding(string problem, int vocabularySize)
    {
        _problem = problem;
        var sentences = Sentences(problem);
        BindWords(sentences, vocabularySize);
        Text = Join(sentences);
    }

    /// <summary>What the models read in place of the problem.</summary>
    public string Text { get; }

    /// <summary>Binds the words of a problem.</summary>
    /// <param name="problem">The problem's text.</param>
    /// <param name="vocabularySize">Number of words that the models know: from the spare ones on, perhaps not all of the vocabulary's.</param>
    /// <exception cref="ArgumentException">A word is unknown where neither a name nor an item stands, there are more unknown ones than spare words, or the text is no question.</exception>
    public static LedgerBinding Of(string problem, int vocabularySize = LedgerVocabulary.Size) => new(problem, vocabularySize);

    /// <summary>What the models read in place of a text on this problem: the problem itself, or a step.</summary>
    public string Read(string text) => text == _problem ? Text : _spares.Count == 0 ? text : Chunk().Replace(text, match => _spares.GetValueOrDefault(match.Value, match.Value));

    /// <summary>The text of tokens, in the problem's own words.</summary>
    /// <param name="tokens">Token ids of the vocabulary.</param>
    /// <param name="previous">The token before them; null at the start of a text.</param>
    public string Render(ReadOnlySpan<int> tokens, int? previous) => LedgerVocabulary.Decode(tokens, previous, _words);

    private static List<string[]> Sentences(string problem)
    {
        var sentences = new List<string[]>();
        var words = new List<string>();
        foreach (Match word in Word().Matches(problem))
        {
            words.Add(NumberWords.Read(word.Value) is { } number ? $"{number}" : word.Value);
            if (words[^1] is not ("." or "?"))
                continue;
            sentences.Add([.. words]);
            words.Clear();
        }

        var questions = sentences.FindAll(sentence => sentence[^1] == "?");
        if (questions.Count > 1)
            throw new ArgumentException($"A Ledger problem asks one question; found {questions.Count}, the second '{string.Join(' ', questions[1].Take(30))}'.", nameof(problem));
        if (words.Count > 0 || questions.Count == 0)
            throw new ArgumentException("A Ledger problem ends with a question mark, such as 'Ben has 3 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?'.", nameof(problem));
        _ = sentences.Remove(questions[0]);
        sentences.Add(questions[0]);
        return sentences;
    }

    private void BindWords(List<string[]> sentences, int vocabularySize)
    {
        var typed = sentences.SelectMany(words => words).ToHashSet(StringComparer.Ordinal);
        var names = Spares(LedgerVocabulary.SpareNames);
        var items = Spares(LedgerVocabulary.SpareItems);
        var words = LedgerVocabulary.Words.ToBuilder();
        foreach (var sentence in sentences)
        {
            for (var index = 0; index < sentence.Length; index++)
            {
                var word = sentence[index];
                if (IsKnown(word))
                    continue;
                if (!_spares.TryGetValue(word, out var spare))
                {
                    var isName = char.IsUpper(word[0]) && OwnWord().IsMatch(word);
                    if (!isName && !IsItem(sentence, index))
                        throw Unknown(word);
                    if (!(isName ? names : items).TryDequeue(out spare))
                        throw TooMany(word, isName ? "name" : "item", Spares(isName ? LedgerVocabulary.SpareNames : LedgerVocabulary.SpareItems).Count);
                    _spares.Add(word, spare);
                    words[LedgerVocabulary.Find(spare)!.Value] = word;
                }

                sentence[index] = spare;
            }
        }

        _words = words.ToImmutable();

        Queue<string> Spares(ImmutableArray<string> all) => new(all.Where(spare => LedgerVocabulary.Find(spare) < vocabularySize && !typed.Contains(spare)));
    }

    private static bool IsKnown(string word)
    {
        foreach (var part in WordSplit.Of(word))
        {
            if (LedgerVocabulary.Find(part.ToString()) is null)
                return false;
        }

        return true;
    }

    // What is counted: "3 coins.", "3 more coins than", "as many coins as", "How many coins does".
    private static bool IsItem(string[] sentence, int index) => index > 0 && index + 1 < sentence.Length && char.IsLower(sentence[index][0]) && OwnWord().IsMatch(sentence[index])
        && (sentence[index - 1], sentence[index + 1]) switch
        {
            ("more" or "fewer", "than") or ("many", "as" or "does") => true,
            (var before, ".") => char.IsAsciiDigit(before[0]),
            _ => false,
        };

    private static string Join(List<string[]> sentences)
    {
        var text = new StringBuilder();
        foreach (var word in sentences.SelectMany(words => words))
        {
            if (text.Length > 0 && word is not ("." or "?"))
                text.Append(' ');
            text.Append(word);
        }

        return text.Append('\n').ToString();
    }

    private static ArgumentException Unknown(string word) => new(
        $"The Ledger model does not know the word '{word}', and it stands where neither a name nor what is counted does. It knows sentences such as 'Ana has 3 more coins than Ben.', "
        + $"the names {string.Join(", ", LedgerVocabulary.Names)}, the items {string.Join(", ", LedgerVocabulary.Items)}, and other names that begin with a capital letter.");

    private static ArgumentException TooMany(string word, string kind, int spares)
    {
        var (known, rule) = kind == "name" ? (LedgerVocabulary.Names, "names") : (LedgerVocabulary.Items, "items");
        var others = spares == 0 ? "These weights know no others" : $"Of others it can read {spares} in one problem";
        return new($"The Ledger model does not know the {kind} '{word}'. It knows the {rule} {string.Join(", ", known)}. {others}.");
    }

    [GeneratedRegex(@"[.?]|[^\s.?]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"[^\s.?]+", RegexOptions.CultureInvariant)]
    private static partial Regex Chunk();

    [GeneratedRegex(@"^\p{L}+(['’-]\p{L}+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnWord();
}
