using InferenceScaling.Paths;

namespace InferenceScaling.Models.Constraints;

/// <summary>The texts that a regular expression matches from beginning to end.</summary>
/// <remarks>
/// Literals, <c>.</c> (anything but a newline), classes <c>[a-z]</c> <c>[^…]</c>, groups <c>(…)</c> <c>(?:…)</c>, alternatives <c>|</c>, repetitions <c>*</c> <c>+</c> <c>?</c> <c>{m}</c> <c>{m,}</c> <c>{m,n}</c>,
/// and the escapes <c>\d \w \s \D \W \S \n \r \t \f \v \xHH \uHHHH</c> and of punctuation. <c>^</c> at the beginning and <c>$</c> at the end change nothing.
/// Characters are Unicode scalar values, and <c>\d</c>, <c>\w</c> and <c>\s</c> are ASCII, as in ECMAScript.
/// The expression becomes an automaton when the constraint is made; patterns whose automaton is very large are refused.
/// </remarks>
public sealed class RegexConstraint : TextConstraint
{
    private readonly ByteAutomaton _automaton;

    /// <summary>Compiles a regular expression.</summary>
    /// <param name="pattern">The expression.</param>
    /// <exception cref="ArgumentException">It is malformed, uses something not supported, matches nothing, or its automaton is too large.</exception>
    public RegexConstraint(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Pattern = pattern;
        var builder = new ByteAutomatonBuilder();
        var start = builder.AddState();
        _automaton = builder.Build(start, RegexParser.Parse(pattern).Add(builder, start));
    }

    /// <summary>The regular expression.</summary>
    public string Pattern { get; }

    /// <inheritdoc/>
    public override int Start => 0;

    /// <inheritdoc/>
    public override int Advance(int state, byte value) => _automaton.Advance(state, value);

    /// <inheritdoc/>
    public override bool Accepts(int state) => _automaton.Accepts(state);

    /// <inheritdoc/>
    public override string ToString() => Pattern;
}
