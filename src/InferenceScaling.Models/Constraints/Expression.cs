namespace InferenceScaling.Models.Constraints;

/// <summary>A regular expression as a tree.</summary>
internal abstract record Expression
{
    /// <summary>Adds the expression to an automaton.</summary>
    /// <param name="builder">Takes states and edges.</param>
    /// <param name="from">The state before a text of the expression.</param>
    /// <returns>The state after it.</returns>
    public abstract int Add(ByteAutomatonBuilder builder, int from);
}
