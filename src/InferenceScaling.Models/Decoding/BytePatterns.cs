using System.Collections.Immutable;
using System.Text;

namespace InferenceScaling.Models.Decoding;

/// <summary>Finds any of several strings in a stream of UTF-8 bytes, one table look-up a byte (Aho and Corasick 1975). Immutable; a search's whole state is one integer.</summary>
internal sealed class BytePatterns
{
    /// <summary>Bytes of all patterns together: the automaton takes a kilobyte for each.</summary>
    public const int MaxTotalLength = 16_384;

    private readonly int[] _next;
    private readonly bool[] _accepts;

    private BytePatterns(int[] next, bool[] accepts, int longest)
    {
        _next = next;
        _accepts = accepts;
        Longest = longest;
    }

    /// <summary>Length of the longest pattern in bytes, 0 without patterns.</summary>
    public int Longest { get; }

    /// <summary>Builds the automaton.</summary>
    /// <param name="patterns">Non-empty strings.</param>
    /// <param name="parameter">Names the argument in messages.</param>
    /// <exception cref="ArgumentException">A pattern is empty, or they are too long together.</exception>
    public static BytePatterns Create(ImmutableArray<string> patterns, string parameter)
    {
        var total = 0;
        foreach (var pattern in patterns)
        {
            if (string.IsNullOrEmpty(pattern))
                throw new ArgumentException("A delimiter or stop sequence is empty and would end every step at once; remove it.", parameter);
            total += Encoding.UTF8.GetByteCount(pattern);
            if (total > MaxTotalLength)
                throw new ArgumentException($"The delimiters or stop sequences have more than {MaxTotalLength} bytes together; use fewer or shorter ones.", parameter);
        }

        var next = new int[(total + 1) * 256];
        var accepts = new bool[total + 1];
        var count = 1;
        var longest = 0;
        foreach (var pattern in patterns)
        {
            var state = 0;
            var bytes = Encoding.UTF8.GetBytes(pattern);
            longest = Math.Max(longest, bytes.Length);
            foreach (var value in bytes)
            {
                ref var edge = ref next[(state * 256) + value];
                if (edge == 0)
                    edge = count++;
                state = edge;
            }

            accepts[state] = true;
        }

        Complete(next, accepts, count);
        return new(next, accepts, longest);
    }

    /// <summary>The state after one more byte; 0 at the start.</summary>
    public int Advance(int state, byte value) => _next[(state * 256) + value];

    /// <summary>Whether a pattern ends here.</summary>
    public bool Accepts(int state) => _accepts[state];

    /// <summary>Turns the trie into an automaton, breadth first: a missing edge is that of the longest proper suffix.</summary>
    private static void Complete(int[] next, bool[] accepts, int count)
    {
        var suffix = new int[count];
        var queue = new Queue<int>();
        for (var value = 0; value < 256; value++)
        {
            if (next[value] != 0)
                queue.Enqueue(next[value]);
        }

        while (queue.TryDequeue(out var state))
        {
            accepts[state] |= accepts[suffix[state]];
            for (var value = 0; value < 256; value++)
            {
                ref var edge = ref next[(state * 256) + value];
                var fallback = next[(suffix[state] * 256) + value];
                if (edge == 0)
                {
                    edge = fallback;
                    continue;
                }

                suffix[edge] = fallback;
                queue.Enqueue(edge);
            }
        }
    }
}
