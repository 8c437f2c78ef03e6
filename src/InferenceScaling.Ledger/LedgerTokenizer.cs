using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace InferenceScaling.Ledger;

/// <summary>Text to tokens and back for the Ledger task. Words and signs are tokens, a number is one token a digit, and the ends of sentences that end a step (".\n", "?\n") are tokens of their own.</summary>
internal sealed class LedgerTokenizer
{
    public const int Padding = 0;
    public const int EndOfText = 1;
    public const int Unknown = 2;
    private readonly string[] _texts;
    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public LedgerTokenizer(ReadOnlySpan<byte> vocabulary)
    {
        var reader = new Utf8JsonReader(vocabulary);
        using var document = JsonDocument.ParseValue(ref reader);
        _texts = [.. document.RootElement.EnumerateArray().Select(token => token.GetString()!)];
        _ids = _texts.Select((text, id) => KeyValuePair.Create(text, id)).ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int VocabularySize => _texts.Length;

    /// <summary>The token's own text, without the space that may come before it.</summary>
    public string TextOf(int id) => _texts[id];

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ArgumentException">The text has a word the small model never saw.</exception>
    public List<int> Encode(ReadOnlySpan<char> text)
    {
        var ids = new List<int>(text.Length / 3);
        for (var position = 0; position < text.Length;)
        {
            if (text[position] == ' ')
            {
                position++;
                continue;
            }

            position += AppendToken(text[position..], ids);
        }

        return ids;
    }

    /// <summary>Appends a token's text, with the space that belongs between it and the token before.</summary>
    /// <param name="text">Where to append.</param>
    /// <param name="previous">The token before; <see cref="Padding"/> at the start of a text.</param>
    /// <param name="id">The token.</param>
    public void Append(StringBuilder text, int previous, int id)
    {
        if (id is Padding or EndOfText)
            return;
        var token = _texts[id];
        var closes = token is "." or ".\n" or "?\n";
        var joins = previous == Padding || _texts[previous].EndsWith('\n') || (IsDigit(_texts[previous]) && IsDigit(token));
        if (!closes && !joins)
            text.Append(' ');
        text.Append(token);
    }

    public string Decode(ReadOnlySpan<int> ids, int previous = Padding)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            Append(text, previous, id);
            previous = id;
        }

        return text.ToString();
    }

    private static bool IsDigit(string token) => token.Length == 1 && char.IsAsciiDigit(token[0]);

    private int AppendToken(ReadOnlySpan<char> rest, List<int> ids)
    {
        // A step number ("3.") is one token; it stands at the start of a line and is followed by a space.
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        if (char.IsAsciiDigit(rest[0]))
        {
            var startsLine = ids.Count == 0 || _texts[ids[^1]].EndsWith('\n');
            if (startsLine && _lookup.TryGetValue(word, out var number) && word[^1] == '.')
                return Add(ids, number, word.Length);
            return Add(ids, _lookup[rest[..1]], 1);
        }

        var stop = word.IndexOfAny(".?\n");
        if (stop == 0)
        {
            var length = rest.Length > 1 && rest[1] == '\n' ? 2 : 1;
            if (_lookup.TryGetValue(rest[..length], out var closing))
                return Add(ids, closing, length);
        }
        else if (_lookup.TryGetValue(stop < 0 ? word : word[..stop], out var id))
        {
            return Add(ids, id, stop < 0 ? word.Length : stop);
        }

        throw new ArgumentException($"The Ledger model does not know the word '{(stop > 0 ? word[..stop] : word)}'. It knows names such as Ben or Rosa, things such as apples or coins, and the phrases of the Ledger task; LedgerProblems.HeldOut has examples.");

        static int Add(List<int> ids, int id, int length)
        {
            ids.Add(id);
            return length;
        }
    }
}
