using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>The distinct tokens of a context, for the repetition penalty.</summary>
internal sealed class PreviousTokens
{
    private readonly HashSet<int> _seen = [];
    private readonly List<int> _ids = [];

    /// <summary>Collects a context's tokens.</summary>
    public PreviousTokens(KvSegment? leaf, int pending)
    {
        for (var segment = leaf; segment is not null; segment = segment.Parent)
        {
            foreach (var token in segment.Tokens)
                Add(token);
        }

        Add(pending);
    }

    /// <summary>Every id once.</summary>
    public ReadOnlySpan<int> Ids => CollectionsMarshal.AsSpan(_ids);

    /// <summary>Adds a token.</summary>
    public void Add(int token)
    {
        if (_seen.Add(token))
            _ids.Add(token);
    }
}
