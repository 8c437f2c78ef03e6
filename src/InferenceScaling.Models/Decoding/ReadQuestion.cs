namespace InferenceScaling.Models.Decoding;

/// <summary>What is asked of tokens that are read. Equal questions about the same tokens of the same context have the same answer.</summary>
/// <param name="marks">For each token, whether its outputs are wanted; null for the log-probability of every one.</param>
/// <param name="width">Outputs of a token, or values the reader makes of them.</param>
/// <param name="reader">What makes the values of a row of outputs; null for the outputs themselves.</param>
/// <param name="surplus">How many of the last tokens are not kept with the context.</param>
internal sealed class ReadQuestion(bool[]? marks, int width, OutputReader? reader, int surplus) : IEquatable<ReadQuestion>
{
    /// <summary>The log-probability of every token, given the context and the tokens before it.</summary>
    public static readonly ReadQuestion LogProbabilities = new(null, 1, null, 0);

    /// <summary>For each token, whether its outputs are wanted; null for log-probabilities.</summary>
    public bool[]? Marks => marks;

    /// <summary>Values of a marked token.</summary>
    public int Width => width;

    /// <summary>What makes the values; null for the outputs themselves.</summary>
    public OutputReader? Reader => reader;

    /// <summary>How many of the last tokens are not kept.</summary>
    public int Surplus => surplus;

    /// <inheritdoc/>
    public bool Equals(ReadQuestion? other) =>
        ReferenceEquals(this, other)
        || (other is not null && width == other.Width && surplus == other.Surplus && Equals(reader, other.Reader)
            && (marks is null ? other.Marks is null : other.Marks is not null && marks.AsSpan().SequenceEqual(other.Marks)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ReadQuestion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(marks?.Length, width, surplus);
}
