namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A parameter of a macro and its default.</summary>
internal sealed record MacroParameter(string Name, Expression? Default);
