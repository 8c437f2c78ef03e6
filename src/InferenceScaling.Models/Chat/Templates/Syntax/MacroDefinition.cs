namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A macro as written. Extra arguments are accepted only where the body names <c>varargs</c> or <c>kwargs</c>.</summary>
internal sealed record MacroDefinition(string Name, MacroParameter[] Parameters, Block Body, bool TakesVarargs, bool TakesKwargs);
