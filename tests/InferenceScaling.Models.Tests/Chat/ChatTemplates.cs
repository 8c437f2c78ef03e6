using System.Text.Json;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>The conversation and the variables that the tests of the template language share.</summary>
internal static class ChatTemplates
{
    private const string Variables = """
        {"s": "Hello World", "u": "h\u00e9llo \ud83d\ude00 w\u00f6rld", "l": [3, 1, 2], "d": {"b": 1, "a": [1, 2.5, null, true], "items": "x"}, "n": 7, "f": 2.5, "t": true, "z": null, "users": [{"name": "ann", "age": 30, "tags": ["x"]}, {"name": "Bob", "age": 25}, {"name": "cy", "age": 30}], "big": 18446744073709551616}
        """;

    public static IReadOnlyList<ChatMessage> NoMessages { get; } = [];

    public static ChatTemplateOptions Options { get; } = new()
    {
        Variables = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Variables)!,
        TimeProvider = new FixedClock(),
    };

    public static string Render(string template) => ChatTemplate.Parse(template).Render(NoMessages, Options);

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2025, 1, 15, 12, 0, 0, TimeSpan.Zero);
    }
}
