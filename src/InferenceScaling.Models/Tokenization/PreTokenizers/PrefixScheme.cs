namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Where a space marker is put before a text.</summary>
internal enum PrefixScheme
{
    /// <summary>Before every piece.</summary>
    Always,

    /// <summary>Before the piece that begins the user's text.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}
