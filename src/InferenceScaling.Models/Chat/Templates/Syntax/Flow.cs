namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>How a statement ended: normally, or by leaving the loop or its iteration.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}
