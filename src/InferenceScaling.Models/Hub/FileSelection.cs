namespace InferenceScaling.Models.Hub;

/// <summary>Which files of a repository a model needs.</summary>
internal static class FileSelection
{
    public const string Weights = "model.safetensors";
    public const string WeightIndex = "model.safetensors.index.json";
    public const string Config = "config.json";

    /// <summary>Files beside the weights that are read where they are there.</summary>
    private static readonly string[] Texts = [Config, "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

    /// <summary>The files to fetch first; the shards follow from the index. One <c>.gguf</c> file is complete by itself.</summary>
    /// <exception cref="HubException">The repository has nothing that can be loaded.</exception>
    public static IReadOnlyList<string> Of(RepositoryId repository, HubListing listing, string? chosen)
    {
        var files = listing.Files;
        var ggufs = files.Where(IsGguf).Order(StringComparer.Ordinal).ToList();
        if (chosen is not null)
            return ggufs.Contains(chosen, StringComparer.Ordinal) ? [chosen] : throw new HubException($"{repository} has no file '{chosen}'; {Choices(ggufs)}.");
        if (files.Contains(Weights) || files.Contains(WeightIndex))
        {
            return files.Contains(Config)
                ? [.. Texts.Where(files.Contains), files.Contains(Weights) ? Weights : WeightIndex]
                : throw new HubException($"{repository} has weights but no {Config}, without which they cannot be understood.");
        }

        return ggufs switch
        {
            [var only] when HubPath.IsSafe(only) => [only],
            [] => throw new HubException($"{repository} has neither {Weights}, nor {WeightIndex}, nor a .gguf file. It has {Some(files)}."),
            _ => throw new HubException($"{repository} has no safetensors and {ggufs.Count} .gguf files; choose one by {nameof(HubOptions)}.{nameof(HubOptions.File)}: {Some(ggufs)}."),
        };
    }

    public static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    private static string Choices(List<string> ggufs) => ggufs.Count == 0 ? "it has no .gguf file" : $"it has {Some(ggufs)}";

    private static string Some(IReadOnlyCollection<string> names) => names.Count == 0 ? "no files" : string.Join(", ", names.Take(12).Select(name => name.Length > 100 ? name[..100] + "…" : name)) + (names.Count > 12 ? ", …" : string.Empty);
}
