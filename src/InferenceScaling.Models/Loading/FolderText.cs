using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Loading;

/// <summary>Reads the text side of a Hugging Face folder: tokenizer.json, tokenizer_config.json, chat_template.jinja, config.json and generation_config.json.</summary>
internal static class FolderText
{
    private const long MaxTemplateLength = 4 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="tokenizerPath">A tokenizer.json elsewhere, or null.</param>
    /// <param name="prompting">How prompts will be framed.</param>
    /// <exception cref="FileNotFoundException">There is no tokenizer.</exception>
    public static ModelText Read(string folder, string? tokenizerPath, Prompting prompting)
    {
        var tokenizer = Tokenizer.FromJson(tokenizerPath ?? FindTokenizer(folder));
        var settingsPath = Path.Combine(folder, "tokenizer_config.json");
        var settings = JsonFile.Find(settingsPath);
        var beginning = SpecialToken(settingsPath, settings, "bos_token");
        var end = SpecialToken(settingsPath, settings, "eos_token");
        var ids = ImmutableArray.CreateBuilder<int>();
        AddIds(Path.Combine(folder, "generation_config.json"), ids);
        AddIds(Path.Combine(folder, "config.json"), ids);
        if (end is not null && tokenizer.TokenId(end) is { } id)
            ids.Add(id);
        if (tokenizer.EndOfSequenceId is { } own)
            ids.Add(own);
        return new(tokenizer, ModelText.ParseTemplate(folder, FindTemplate(folder, settingsPath, settings), prompting), [.. ids.Distinct()], beginning, end);
    }

    private static string FindTokenizer(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(path))
            return path;
        var hint = File.Exists(Path.Combine(folder, "tokenizer.model"))
            ? " It has tokenizer.model; convert that once: python -c \"from transformers import AutoTokenizer; AutoTokenizer.from_pretrained('.').save_pretrained('.')\"."
            : string.Empty;
        throw new FileNotFoundException($"{folder} has no tokenizer.json.{hint} A tokenizer that lies elsewhere is named by {nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.TokenizerPath)}.", path);
    }

    /// <summary>A special token's spelling, which files write as a string or as an object with it.</summary>
    private static string? SpecialToken(string path, JsonElement? settings, string name) =>
        JsonFile.FindText(path, settings, name)
        ?? (settings is { } root && root.TryGetProperty(name, out var token) ? JsonFile.FindText(path, token, "content") : null);

    private static string? FindTemplate(string folder, string settingsPath, JsonElement? settings)
    {
        var file = new FileInfo(Path.Combine(folder, "chat_template.jinja"));
        if (file.Exists)
        {
            return file.Length <= MaxTemplateLength
                ? File.ReadAllText(file.FullName)
                : throw new CheckpointFormatException(CheckpointDefect.Config, $"{file.FullName} has {file.Length:N0} bytes; a template of at most {MaxTemplateLength:N0} was expected.");
        }

        if (JsonFile.FindText(settingsPath, settings, "chat_template") is { } template)
            return template;
        if (settings is not { } root || !root.TryGetProperty("chat_template", out var named) || named.ValueKind != JsonValueKind.Array)
            return null;

        // Several templates by name: tools and retrieval have their own, the conversation's is called default.
        var choices = named.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.Object).ToList();
        var chosen = choices.Find(choice => JsonFile.FindText(settingsPath, choice, "name") == "default");
        return JsonFile.FindText(settingsPath, chosen.ValueKind == JsonValueKind.Object ? chosen : choices.FirstOrDefault(), "template");
    }

    private static void AddIds(string path, ImmutableArray<int>.Builder ids)
    {
        if (JsonFile.Find(path) is not { } json || !json.TryGetProperty("eos_token_id", out var value) || value.ValueKind == JsonValueKind.Null)
            return;
        foreach (var element in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var id) || id < 0)
                throw new CheckpointFormatException(CheckpointDefect.Config, $"{path}: 'eos_token_id' holds {element.GetRawText()}; expected token ids.");
            ids.Add(id);
        }
    }
}
