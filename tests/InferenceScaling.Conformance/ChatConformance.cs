using System.Text.Json;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Conformance;

/// <summary>Chat templates: <c>index.json</c>, <c>templates/</c> and one file of cases a template; every rendered text and every error, exactly.</summary>
public sealed class ChatConformance : IConformanceKind
{
    /// <inheritdoc/>
    public string Name => "chat";

    /// <inheritdoc/>
    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        IEnumerable<string> folders = File.Exists(Path.Combine(directory, "index.json")) ? [directory] : Directory.GetDirectories(directory).Order(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            if (File.Exists(Path.Combine(folder, "index.json")))
                await RunFolderAsync(folder, report, cancellationToken);
        }
    }

    private static async Task RunFolderAsync(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        using var index = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "index.json"), cancellationToken));
        foreach (var entry in index.RootElement.EnumerateObject())
        {
            var source = await File.ReadAllTextAsync(Path.Combine(folder, entry.Value.GetProperty("template").GetString()!), cancellationToken);
            var template = ChatTemplate.Parse(source);
            var count = 0;
            await foreach (var line in File.ReadLinesAsync(Path.Combine(folder, entry.Value.GetProperty("cases").GetString()!), cancellationToken))
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                using var document = JsonDocument.Parse(line);
                var conversation = document.RootElement;
                report.Case($"{entry.Name}#{++count} {conversation.GetProperty("conversation")}", () => Check(template, entry.Value, conversation));
            }

            if (entry.Value.TryGetProperty("n_cases", out var expected) && expected.GetInt32() != count)
                report.Fail(entry.Name, $"the index says {expected} cases, the file holds {count}");
        }
    }

    private static void Check(ChatTemplate template, JsonElement entry, JsonElement conversation)
    {
        var options = Options(entry, conversation);
        var messages = conversation.GetProperty("messages");
        if (conversation.TryGetProperty("expected", out var expected))
        {
            var rendered = template.Render(messages, options);
            if (rendered != expected.GetString())
                throw new ConformanceException(Difference(rendered, expected.GetString()!));
            var joined = string.Concat(template.RenderSegments(messages, options).Select(segment => segment.Text));
            if (joined != rendered)
                throw new ConformanceException("the segments, concatenated, are not the rendered text");
            return;
        }

        CheckError(template, messages, options, conversation.GetProperty("error").GetString());
    }

    private static void CheckError(ChatTemplate template, JsonElement messages, ChatTemplateOptions options, string? message)
    {
        try
        {
            _ = template.Render(messages, options);
        }
        catch (ChatTemplateException exception)
        {
            if (message is not null && exception.RaisedMessage != message)
                throw new ConformanceException($"raised '{exception.Message}', expected '{message}'");
            return;
        }
        catch (ArgumentException) when (message is null)
        {
            return;
        }

        throw new ConformanceException($"rendered a text, expected the error '{message}'");
    }

    private static ChatTemplateOptions Options(JsonElement entry, JsonElement conversation)
    {
        var variables = new Dictionary<string, JsonElement>();
        var options = new ChatTemplateOptions
        {
            BosToken = Token(entry, "bos_token"),
            EosToken = Token(entry, "eos_token"),
            Tools = conversation.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array ? tools : null,
            Variables = variables,
            TimeProvider = new FixedClock(),
        };
        foreach (var argument in conversation.GetProperty("kwargs").EnumerateObject())
        {
            if (argument.Name == "add_generation_prompt")
                options = options with { AddGenerationPrompt = argument.Value.GetBoolean() };
            else if (argument.Name == "continue_final_message")
                options = options with { ContinueFinalMessage = argument.Value.GetBoolean() };
            else
                variables[argument.Name] = argument.Value;
        }

        return options;
    }

    private static string? Token(JsonElement entry, string name) => entry.TryGetProperty(name, out var token) ? token.GetString() : null;

    private static string Difference(string found, string expected)
    {
        var at = found.AsSpan().CommonPrefixLength(expected);
        return $"differs at {at}: found …{JsonSerializer.Serialize(Excerpt(found, at))}, expected …{JsonSerializer.Serialize(Excerpt(expected, at))}";
    }

    private static string Excerpt(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 40)];

    /// <summary>The clock of the fixtures: noon of 15 January 2025.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2025, 1, 15, 12, 0, 0, TimeSpan.Zero);
    }
}
