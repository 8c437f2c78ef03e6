using System.Collections.Immutable;

namespace InferenceScaling.Models.Decoding;

/// <summary>The automata of a set of step options.</summary>
internal sealed class StepPatterns(ImmutableArray<string> delimiters, ImmutableArray<string> stops)
{
    /// <summary>Ends a step.</summary>
    public BytePatterns Delimiters { get; } = BytePatterns.Create(delimiters, nameof(Paths.StepOptions.Delimiters));

    /// <summary>Ends a path.</summary>
    public BytePatterns Stops { get; } = BytePatterns.Create(stops, nameof(Paths.StepOptions.StopSequences));

    /// <summary>Whether they were made of the same strings.</summary>
    public bool AreOf(ImmutableArray<string> otherDelimiters, ImmutableArray<string> otherStops) =>
        delimiters.AsSpan().SequenceEqual(otherDelimiters.AsSpan()) && stops.AsSpan().SequenceEqual(otherStops.AsSpan());
}
