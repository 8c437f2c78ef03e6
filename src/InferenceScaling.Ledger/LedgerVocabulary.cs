using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace InferenceScaling.Ledger;

/// <summary>The words of the Ledger task by token id, and the way from text to ids and back.</summary>
/// <remarks>
/// Tokens are words, signs and single digits, the most significant first; spaces are between them and belong to none. ".\n" and "?\n" are one token each,
/// and so are the step numbers "1." to "20." at the beginning of a line. The last twelve words are spare names and items: a model that was trained with them
/// reads words that nobody foresaw, each bound to a spare one.
/// </remarks>
public static class LedgerVocabulary
{
    /// <summary>Number of words.</summary>
    public const int Size = LedgerToken.Count;

    /// <summary>Id of the padding, which stands for no text.</summary>
    public const int Padding = LedgerToken.Padding;

    /// <summary>Id of the end of a text.</summary>
    public const int EndOfText = LedgerToken.EndOfText;

    /// <summary>Id that stands for any word outside the vocabulary, and that a verifier is taught to expect where no word would be right.</summary>
    public const int Unknown = LedgerToken.Unknown;

    private static readonly FrozenDictionary<string, int> Ids;

    static LedgerVocabulary()
    {
        Words =
        [
            "<pad>", "<eos>", "<?>", "<ok>", "<bad>", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".\n", "?\n", ".", "+", "-", "*", "/", "=",
            "has", "more", "fewer", "than", "times", "as", "many", "half", "and", "together", "the", "difference", "between", "does", "have", "How", "Answer:",
            .. Enumerable.Range(1, LedgerToken.Steps).Select(step => $"{step}."),
            "Ana", "Ben", "Cara", "Dan", "Eli", "Fay", "Gus", "Hana", "Ivan", "Jo", "Kim", "Leo",
            "Mia", "Ned", "Ola", "Pia", "Quin", "Rosa", "Sam", "Tia", "Uma", "Vic", "Wen", "Zoe",
            "apples", "books", "cards", "coins", "eggs", "marbles", "pens", "shells", "stamps", "stickers",
            "<A>", "<B>", "<C>", "<D>", "<E>", "<F>", "<G>", "<H>", "<a>", "<b>", "<c>", "<d>",
        ];
        Ids = Words.Select((word, id) => KeyValuePair.Create(word, id)).ToFrozenDictionary(StringComparer.Ordinal);
        Names = Words.Slice(LedgerToken.FirstName, LedgerToken.Names);
        Items = Words.Slice(LedgerToken.FirstItem, LedgerToken.Items);
        SpareNames = Words.Slice(LedgerToken.FirstSpareName, LedgerToken.SpareNames);
        SpareItems = Words.Slice(LedgerToken.FirstSpareItem, LedgerToken.SpareItems);
    }

    /// <summary>Every word; its index is its id.</summary>
    public static ImmutableArray<string> Words { get; }

    /// <summary>The 24 names.</summary>
    public static ImmutableArray<string> Names { get; }

    /// <summary>The 10 things one can have.</summary>
    public static ImmutableArray<string> Items { get; }

    /// <summary>8 words for names that are not among <see cref="Names"/>.</summary>
    public static ImmutableArray<string> SpareNames { get; }

    /// <summary>4 words for things that are not among <see cref="Items"/>.</summary>
    public static ImmutableArray<string> SpareItems { get; }

    /// <summary>The id of a word, or null.</summary>
    /// <param name="word">A word exactly as it stands in <see cref="Words"/>.</param>
    public static int? Find(string word) => Ids.TryGetValue(word, out var id) ? id : null;

    /// <summary>The ids of a text.</summary>
    /// <param name="text">A problem or a solution.</param>
    /// <exception cref="ArgumentException">The text has a word that is not in the vocabulary.</exception>
    public static ImmutableArray<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = ImmutableArray.CreateBuilder<int>(text.Length / 3);
        foreach (var word in WordSplit.Of(text))
        {
            tokens.Add(IdOf(word) ?? throw new ArgumentException(
                $"The Ledger vocabulary has no word '{word}'. It has digits, signs, names ({string.Join(", ", Names)}), items ({string.Join(", ", Items)}) and the words of the task's sentences.", nameof(text)));
        }

        return tokens.DrainToImmutable();
    }

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">Ids. Padding and end of text have none.</param>
    /// <param name="previous">The token before them, which decides about a space in between; null at the start of a text.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in [0, <see cref="Size"/>).</exception>
    public static string Decode(ReadOnlySpan<int> tokens, int? previous = null) => Decode(tokens, previous, Words);

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">Ids.</param>
    /// <param name="previous">The token before them, or null.</param>
    /// <param name="words">The words by id.</param>
    internal static string Decode(ReadOnlySpan<int> tokens, int? previous, ImmutableArray<string> words)
    {
        var text = new StringBuilder();
        var before = previous is { } id ? Word(id, words) : "\n";
        foreach (var token in tokens)
        {
            var word = Word(token, words);
            if (token is Padding or EndOfText)
                continue;
            if (!ClosesSentence(word) && !before.EndsWith('\n') && !(IsDigit(before) && IsDigit(word)))
                text.Append(' ');
            text.Append(word);
            before = word;
        }

        return text.ToString();
    }

    /// <summary>The ids of a text of any words, as the tokenizer gives them: a word that is not in the vocabulary is read by characters, and those that are not either are <see cref="Unknown"/>.</summary>
    internal static int[] EncodeAny(string text)
    {
        var tokens = new List<int>(text.Length / 3);
        Span<char> characters = stackalloc char[2];
        foreach (var word in WordSplit.Of(text))
        {
            if (IdOf(word) is { } id)
            {
                tokens.Add(id);
                continue;
            }

            foreach (var rune in word.EnumerateRunes())
                tokens.Add(IdOf(characters[..rune.EncodeToUtf16(characters)]) ?? Unknown);
        }

        return [.. tokens];
    }

    private static int? IdOf(ReadOnlySpan<char> word) => Ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var id) ? id : null;

    private static string Word(int token, ImmutableArray<string> words) => (uint)token < Size
        ? words[token]
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"The Ledger vocabulary has ids from 0 to {Size - 1}.");

    private static bool ClosesSentence(string word) => word is "." or ".\n" or "?\n";

    private static bool IsDigit(string word) => word.Length == 1 && char.IsAsciiDigit(word[0]);
}
