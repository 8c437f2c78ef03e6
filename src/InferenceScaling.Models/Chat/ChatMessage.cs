using System.Text.Json;

namespace InferenceScaling.Models.Chat;

/// <summary>One message of a conversation, for callers that do not hold messages as JSON.</summary>
/// <param name="Role">Who speaks: usually <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">The text; null is shown to the template as none.</param>
public sealed record ChatMessage(string Role, string? Content)
{
    /// <summary>Content as a JSON array of parts (<c>{"type": "text", "text": …}</c>); replaces <see cref="Content"/> when set.</summary>
    public JsonElement? Parts { get; init; }

    /// <summary>The assistant's reasoning; templates see it as <c>reasoning_content</c>, <c>reasoning</c> and <c>thinking</c>.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The calls that an assistant message asks for.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }

    /// <summary>The call that a tool message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The name of the speaker or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>Further properties that a template may read; a name above wins over one here.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }
}
