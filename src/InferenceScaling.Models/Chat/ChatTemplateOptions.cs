using System.Text.Json;

namespace InferenceScaling.Models.Chat;

/// <summary>What a rendering adds to the messages. Immutable and reusable.</summary>
public sealed record ChatTemplateOptions
{
    /// <summary>End with the opening of an assistant message. Shown to the template as <c>add_generation_prompt</c>. Default false.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>
    /// Cut the text right after the content of the last message, so that the model continues it. Default false; excludes
    /// <see cref="AddGenerationPrompt"/>.
    /// </summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>A JSON array of tool schemas; null is shown to the template as none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>A JSON array of documents for retrieval templates; null is shown to the template as none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>The text of the beginning-of-sequence token; null leaves <c>bos_token</c> undefined.</summary>
    public string? BosToken { get; init; }

    /// <summary>The text of the end-of-sequence token; null leaves <c>eos_token</c> undefined.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further special tokens by variable name (<c>pad_token</c>, <c>unk_token</c>); their text counts as template text.</summary>
    public IReadOnlyDictionary<string, string>? SpecialTokens { get; init; }

    /// <summary>Further variables (<c>enable_thinking</c>, <c>date_string</c>); their strings count as content. They win over every other variable.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    /// <summary>The clock of <c>strftime_now</c>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What the rendering may cost.</summary>
    public ChatTemplateLimits Limits { get; init; } = ChatTemplateLimits.Default;
}
