namespace InferenceScaling.Models.Tokenization;

/// <summary>The special tokens around one sequence.</summary>
/// <param name="Prefix">Ids before the text.</param>
/// <param name="Suffix">Ids after the text.</param>
internal sealed record SequenceTemplate(int[] Prefix, int[] Suffix)
{
    public static SequenceTemplate Empty { get; } = new([], []);

    /// <summary>This template inside another one.</summary>
    public SequenceTemplate Within(SequenceTemplate outer) => new([.. outer.Prefix, .. Prefix], [.. Suffix, .. outer.Suffix]);
}
