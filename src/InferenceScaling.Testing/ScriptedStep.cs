using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>What a <see cref="ScriptedGenerator"/> says at one place.</summary>
/// <param name="Text">The step's text.</param>
/// <param name="Finish">Why the step ends.</param>
/// <param name="Tokens">Tokens it costs; 0 counts the words of the text.</param>
public sealed record ScriptedStep(string Text, StepFinish Finish, int Tokens = 0)
{
    /// <summary>A step after which the path goes on.</summary>
    /// <param name="text">The step's text.</param>
    public static ScriptedStep Continue(string text) => new(text, StepFinish.Delimiter);

    /// <summary>A step that completes the path.</summary>
    /// <param name="text">The step's text.</param>
    public static ScriptedStep End(string text) => new(text, StepFinish.EndOfText);
}
