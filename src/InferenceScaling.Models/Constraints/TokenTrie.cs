using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Constraints;

/// <summary>The tokens of a vocabulary by their bytes, in depth-first order: one scan runs an automaton over all of them and skips what a byte rules out. Immutable.</summary>
internal sealed class TokenTrie
{
    /// <summary>Longer tokens are left out, and so never drawn under a constraint.</summary>
    private const int LongestToken = 256;

    private readonly List<Node> _nodes = [];
    private readonly int[] _tokens;
    private readonly int _size;

    /// <summary>Sorts the tokens.</summary>
    /// <param name="vocabulary">The tokens. Those that end a text, and those without bytes, are left out.</param>
    public TokenTrie(Vocabulary vocabulary)
    {
        _size = vocabulary.Size;
        var spellings = new byte[_size][];
        for (var id = 0; id < _size; id++)
            spellings[id] = vocabulary.EndOfText.Contains(id) ? [] : vocabulary.Bytes(id).ToArray();
        _tokens = [.. Enumerable.Range(0, _size).Where(id => spellings[id].Length is > 0 and <= LongestToken)];
        Array.Sort(_tokens, (x, y) => spellings[x].AsSpan().SequenceCompareTo(spellings[y]) is not 0 and var order ? order : x.CompareTo(y));
        Span<int> open = stackalloc int[LongestToken];
        var depth = 0;
        var previous = Array.Empty<byte>();
        for (var place = 0; place < _tokens.Length; place++)
        {
            var spelling = spellings[_tokens[place]];
            var shared = spelling.AsSpan().CommonPrefixLength(previous);
            Close(open, ref depth, shared);
            for (; depth < spelling.Length; depth++)
            {
                open[depth] = _nodes.Count;
                _nodes.Add(new(spelling[depth], (ushort)depth, place, place, 0));
            }

            var node = open[depth - 1];
            _nodes[node] = _nodes[node] with { LastToken = place + 1 };
            previous = spelling;
        }

        Close(open, ref depth, 0);
    }

    /// <summary>The tokens that a text may go on with, as bits.</summary>
    /// <param name="constraint">The texts.</param>
    /// <param name="state">A state of it.</param>
    public ulong[] Allowed(Paths.TextConstraint constraint, int state)
    {
        var mask = new ulong[(_size + 63) / 64];
        Span<int> states = stackalloc int[LongestToken + 1];
        states[0] = state;
        var nodes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes);
        for (var index = 0; index < nodes.Length;)
        {
            ref readonly var node = ref nodes[index];
            var next = constraint.Advance(states[node.Depth], node.Value);
            if (next < 0)
            {
                index = node.End;
                continue;
            }

            states[node.Depth + 1] = next;
            for (var place = node.FirstToken; place < node.LastToken; place++)
                mask[_tokens[place] / 64] |= 1UL << (_tokens[place] % 64);
            index++;
        }

        return mask;
    }

    private void Close(Span<int> open, ref int depth, int to)
    {
        while (depth > to)
        {
            depth--;
            _nodes[open[depth]] = _nodes[open[depth]] with { End = _nodes.Count };
        }
    }

    /// <summary>A byte of a token.</summary>
    /// <param name="Value">The byte.</param>
    /// <param name="Depth">Number of bytes before it.</param>
    /// <param name="FirstToken">Place of the first token that ends here.</param>
    /// <param name="LastToken">Place after the last one.</param>
    /// <param name="End">The node after all that begin like this one.</param>
    private readonly record struct Node(byte Value, ushort Depth, int FirstToken, int LastToken, int End);
}
