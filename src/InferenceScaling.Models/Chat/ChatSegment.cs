namespace InferenceScaling.Models.Chat;

/// <summary>
/// A stretch of rendered text with its origin. The segments of a rendering, concatenated, are the rendered text.
/// </summary>
/// <remarks>
/// A special token may be recognised only where all its characters lie in <see cref="ChatSegmentKind.Template"/> text. Ordinary text on
/// both sides of a boundary still belongs together: a tokenizer splits at special tokens, not at segments.
/// </remarks>
/// <param name="Kind">The origin.</param>
/// <param name="Text">The text, never empty.</param>
public readonly record struct ChatSegment(ChatSegmentKind Kind, string Text);
