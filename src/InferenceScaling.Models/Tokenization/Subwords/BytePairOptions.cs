namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>The switches of a byte-pair model.</summary>
internal sealed record BytePairOptions
{
    /// <summary>Id for characters without a symbol, or null where they vanish.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown characters give one id.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Whether a character without a symbol is spelled by byte tokens.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a whole piece that is in the vocabulary is that token, whatever the merges say.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>Put before every character of a word but its first.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Put after the last character of a word.</summary>
    public string EndOfWordSuffix { get; init; } = "";
}
