using System.Text.Json;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat;

/// <summary>Messages as template values, with the additions that transformers makes.</summary>
internal static class MessageValues
{
    public static Value[] FromRecords(RenderState state, IReadOnlyList<ChatMessage> messages)
    {
        var values = new Value[messages.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = FromRecord(state, messages[i] ?? throw new ArgumentException($"Message {i} is null.", nameof(messages)));
        return values;
    }

    public static Value[] FromJson(RenderState state, JsonElement messages)
    {
        var values = new Value[messages.GetArrayLength()];
        var i = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object)
                throw new ArgumentException($"Message {i} is a JSON {message.ValueKind}; expected an object with a role and content.", nameof(messages));
            var value = (DictionaryValue)JsonValues.ToValue(state, message);
            SetRole(value, (value.Get("role") as StringValue)?.Text);
            ShareReasoning(value);
            values[i++] = value;
        }

        return values;
    }

    private static DictionaryValue FromRecord(RenderState state, ChatMessage message)
    {
        var value = new DictionaryValue(8);
        Set(value, "role", StringValue.Content(message.Role));
        SetRole(value, message.Role);
        Set(value, "content", message.Parts is { } parts ? JsonValues.ToValue(state, parts) : Text(message.Content));
        if (message.Name is not null)
            Set(value, "name", Text(message.Name));
        if (message.ReasoningContent is not null)
            Set(value, "reasoning_content", Text(message.ReasoningContent));
        if (message.ToolCalls is { Count: > 0 } calls)
            Set(value, "tool_calls", SequenceValue.List([.. calls.Select(call => (Value)ToolCall(state, call))]));
        if (message.ToolCallId is not null)
            Set(value, "tool_call_id", Text(message.ToolCallId));
        foreach (var property in message.Properties ?? new Dictionary<string, JsonElement>())
        {
            if (value.Get(property.Key) is null)
                value.Set(StringValue.Content(property.Key), JsonValues.ToValue(state, property.Value));
        }

        ShareReasoning(value);
        return value;
    }

    private static DictionaryValue ToolCall(RenderState state, ChatToolCall call)
    {
        var function = new DictionaryValue(2);
        Set(function, "name", Text(call.Name));
        Set(function, "arguments", JsonValues.ToValue(state, call.Arguments));
        var value = new DictionaryValue(3);
        if (call.Id is not null)
            Set(value, "id", Text(call.Id));
        Set(value, "type", StringValue.Content("function"));
        Set(value, "function", function);
        return value;
    }

    /// <summary>
    /// A role is part of the protocol, not of what was said: templates build special tokens from it (<c>'&lt;|' + role + '|&gt;'</c>).
    /// Only a plain word is trusted so; any other role stays content.
    /// </summary>
    private static void SetRole(DictionaryValue message, string? role)
    {
        if (role is { Length: > 0 and <= 64 } && role.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            Set(message, "role", StringValue.Template(role));
    }

    /// <summary>transformers shows reasoning_content also under the two other names that templates use.</summary>
    private static void ShareReasoning(DictionaryValue message)
    {
        if (message.Get("reasoning_content") is not { } reasoning)
            return;
        foreach (var name in (ReadOnlySpan<string>)["reasoning", "thinking"])
        {
            if (message.Get(name) is null)
                Set(message, name, reasoning);
        }
    }

    private static Value Text(string? text) => text is null ? NoneValue.Instance : StringValue.Content(text);

    private static void Set(DictionaryValue dictionary, string name, Value value) => dictionary.Set(StringValue.Template(name), value);
}
