namespace InferenceScaling.Answers;

/// <summary>Where the answer stands in a model's text, and when two answers are the same.</summary>
/// <remarks>Implementations are immutable and thread-safe, never evaluate model text as code and take bounded time on any text.</remarks>
public abstract class AnswerDomain
{
    /// <summary>Short free text: what follows the last "Answer:" or, without one, the last line. Equal up to case, spaces and closing punctuation.</summary>
    public static AnswerDomain Text { get; } = new TextAnswers();

    /// <summary>A decimal number: the one that is announced as the answer, or the last. Equal by exact value.</summary>
    public static AnswerDomain Number { get; } = new NumberAnswers();

    /// <summary>Mathematics in LaTeX or plain writing: numbers, expressions, tuples, sets, intervals, matrices, equations and quantities with units.</summary>
    /// <remarks>
    /// The answer is the last complete \boxed, or what is announced as the answer; text in a thinking block does not count.
    /// Values are compared exactly where they are rational and to 40 digits elsewhere; functions by their values at twenty fixed points.
    /// A rounded decimal is not the exact value. A unit, a degree sign or "x =" may be left out, but another unit is another answer.
    /// </remarks>
    public static AnswerDomain Math { get; } = new MathAnswers();

    /// <summary>A letter of a multiple choice, A to J.</summary>
    public static AnswerDomain Choice { get; } = new ChoiceAnswers();

    /// <summary>Yes or no; true and false mean the same.</summary>
    public static AnswerDomain YesNo { get; } = new YesNoAnswers();

    /// <summary>A JSON document: in a fence, or the last object or array. Equal up to spaces, the order of members and the spelling of numbers and strings.</summary>
    public static AnswerDomain Json { get; } = new JsonAnswers();

    /// <summary>A program: the last fenced block, or the whole text. Equal up to trailing spaces and blank lines around it; what differs more is unknown, since programs are not run.</summary>
    public static AnswerDomain Code { get; } = new CodeAnswers();

    /// <summary>Finds the answer in the text of a complete path.</summary>
    /// <param name="text">Everything the model wrote.</param>
    /// <returns>The answer as written, or null if there is none.</returns>
    public abstract string? Extract(string text);

    /// <summary>A key that equal answers share, so that voting is linear.</summary>
    /// <param name="answer">An answer as <see cref="Extract"/> returns it.</param>
    public abstract string Canonicalize(string answer);

    /// <summary>Whether two answers say the same. Reflexive and symmetric; answers that share a key are equal.</summary>
    /// <remarks>It can see more than keys do: 5 cm agrees with 5, and so does 5 m, though 5 cm and 5 m differ.</remarks>
    /// <param name="left">An answer as <see cref="Extract"/> returns it.</param>
    /// <param name="right">Another.</param>
    public virtual Equivalence AreEquivalent(string left, string right) =>
        string.Equals(Canonicalize(left), Canonicalize(right), StringComparison.Ordinal) ? Equivalence.Equal : Equivalence.Different;
}
