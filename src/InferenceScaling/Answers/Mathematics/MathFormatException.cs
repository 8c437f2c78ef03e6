namespace InferenceScaling.Answers.Mathematics;

/// <summary>The text is not mathematics that the parser knows. Never leaves the reader, which then compares texts.</summary>
internal sealed class MathFormatException(string message) : Exception(message);
