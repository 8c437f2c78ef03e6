using System.Buffers;
using InferenceScaling.Models.Tokenization.Subwords;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization;

/// <summary>Finds added tokens in a text: at each place the longest, never overlapping.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly AddedToken[] _tokens;
    private readonly CharTrie _spellings = new();
    private readonly SearchValues<char> _firstUnits;

    /// <summary>Builds the matcher for tokens and their spellings in the text that will be searched.</summary>
    public AddedTokenMatcher(IReadOnlyList<(AddedToken Token, string Spelling)> tokens)
    {
        _tokens = [.. tokens.Select(pair => pair.Token)];
        for (var i = 0; i < tokens.Count; i++)
            _spellings.Add(tokens[i].Spelling, i);
        _firstUnits = SearchValues.Create([.. tokens.Select(pair => pair.Spelling[0]).Distinct()]);
    }

    /// <summary>Finds the first match at or after <paramref name="from"/>. White space taken to the left never reaches below <paramref name="floor"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the search goes on; moved behind the match.</param>
    /// <param name="floor">End of the text already given away.</param>
    /// <param name="matching">Which tokens count. A token that does not count still hides what is inside it, as in the reference implementation.</param>
    /// <param name="match">The token and the text it takes.</param>
    public bool TryFindNext(ReadOnlySpan<char> text, ref int from, int floor, AddedTokenMatching matching, out AddedTokenMatch match)
    {
        while (from < text.Length)
        {
            var offset = text[from..].IndexOfAny(_firstUnits);
            if (offset < 0)
                break;
            from += offset;
            var length = LongestAt(text[from..], out var index);
            if (length == 0)
            {
                from++;
                continue;
            }

            var start = from;
            from += length;
            var token = _tokens[index];
            if ((matching == AddedTokenMatching.OrdinaryOnly && token.IsSpecial) || (token.IsSingleWord && TouchesWord(text, start, from)))
                continue;
            match = Extend(text, token, start, from, floor);
            return true;
        }

        match = default;
        return false;
    }

    private int LongestAt(ReadOnlySpan<char> text, out int index)
    {
        (var longest, index) = (0, -1);
        var node = CharTrie.Root;
        for (var i = 0; i < text.Length && _spellings.TryStep(node, text[i], out node); i++)
        {
            var value = _spellings.ValueAt(node);
            if (value >= 0)
                (longest, index) = (i + 1, value);
        }

        return longest;
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int start, int end)
        => (start > 0 && (CharacterClasses.Before(text, start) & CharacterClass.Word) != 0)
        || (end < text.Length && (CharacterClasses.At(text, end, out _) & CharacterClass.Word) != 0);

    private static AddedTokenMatch Extend(ReadOnlySpan<char> text, AddedToken token, int start, int end, int floor)
    {
        if (token.StripsLeft)
            start = Math.Max(text[..start].TrimEnd().Length, floor);
        if (token.StripsRight)
            end = text.Length - text[end..].TrimStart().Length;
        return new AddedTokenMatch(token.Id, start, end);
    }
}
