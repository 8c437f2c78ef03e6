using System.Text.Json;

namespace InferenceScaling.Models.Chat;

/// <summary>A function call that an assistant message asks for.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The arguments, usually a JSON object; a string is passed to the template as it is.</param>
/// <param name="Id">The call's identifier, where the template or the protocol wants one.</param>
public sealed record ChatToolCall(string Name, JsonElement Arguments, string? Id = null);
