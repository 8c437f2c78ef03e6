using System.Text;

namespace InferenceScaling.Models.Thinking;

/// <summary>Finds a tag in a stream of bytes and never misses one that begins inside a failed beginning (Knuth, Morris and Pratt 1977). Immutable; a search's whole state is the number of bytes matched.</summary>
internal sealed class TagMatcher
{
    private readonly byte[] _tag;
    private readonly int[] _fallback;

    /// <summary>Prepares a search.</summary>
    /// <param name="tag">Not empty.</param>
    public TagMatcher(string tag)
    {
        _tag = Encoding.UTF8.GetBytes(tag);
        _fallback = new int[_tag.Length + 1];
        for (var length = 2; length <= _tag.Length; length++)
            _fallback[length] = Advance(_fallback[length - 1], _tag[length - 1]);
    }

    /// <summary>The tag's length in bytes.</summary>
    public int Length => _tag.Length;

    /// <summary>The number of bytes matched after one more; <see cref="Length"/> where the tag ends.</summary>
    public int Advance(int matched, byte value)
    {
        while (true)
        {
            if (matched < _tag.Length && _tag[matched] == value)
                return matched + 1;
            if (matched == 0)
                return 0;
            matched = _fallback[matched];
        }
    }
}
