namespace InferenceScaling.Answers;

/// <summary>Where the answer stands in a model's text, and when two answers are the same.</summary>
/// <remarks>Implementations are immutable and thread-safe, never evaluate model text as code and take bounded time on any text.</remarks>
public abstract class AnswerDomain
{
    /// <summary>Short free text: what follows the last "Answer:" or, without one, the last line. Equal up to case, spaces and closing punctuation.</summary>
    public static AnswerDomain Text { get; } = new TextAnswers();

    /// <summary>A decimal number: the one that is announced as the answer, or the last. Equal by exact value.</summary>
    public static AnswerDomain Number { get; } = new NumberAnswers();

    /// <summary>A letter of a multiple choice, A to J.</summary>
    public static AnswerDomain Choice { get; } = new ChoiceAnswers();

    /// <summary>Finds the answer in the text of a complete path.</summary>
    /// <param name="text">Everything the model wrote.</param>
    /// <returns>The answer as written, or null if there is none.</returns>
    public abstract string? Extract(string text);

    /// <summary>A key that equal answers share, so that voting is linear.</summary>
    /// <param name="answer">An answer as <see cref="Extract"/> returns it.</param>
    public abstract string Canonicalize(string answer);
}
