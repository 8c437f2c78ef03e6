using System.Globalization;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Loading;

/// <summary>Finds the tokenizer of a llama2.c model, which is a file of its own.</summary>
internal static class Llama2cText
{
    private const int Beginning = 1;
    private const int End = 2;

    /// <summary>Reads it.</summary>
    /// <param name="checkpoint">The weights' file.</param>
    /// <param name="vocabulary">Number of tokens of the model.</param>
    /// <param name="tokenizerPath">The tokenizer (.bin or tokenizer.json), or null for <c>tok{vocabulary}.bin</c> or <c>tokenizer.bin</c> beside the weights.</param>
    /// <exception cref="FileNotFoundException">There is no tokenizer.</exception>
    public static ModelText Read(string checkpoint, int vocabulary, string? tokenizerPath)
    {
        var path = Find(checkpoint, vocabulary, tokenizerPath);
        if (path.EndsWith(".json", StringComparison.Ordinal))
            return Made(Tokenizer.FromJson(path));
        using var stream = File.OpenRead(path);
        return Made(Tokenizer.FromLlama2C(stream));
    }

    /// <summary>Finds the tokenizer's file.</summary>
    public static string Find(string checkpoint, int vocabulary, string? tokenizerPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint))!;
        string[] names = [string.Create(CultureInfo.InvariantCulture, $"tok{vocabulary}.bin"), "tokenizer.bin"];
        return tokenizerPath ?? names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{checkpoint} is a llama2.c model, whose tokenizer is a file of its own: there is neither {names[0]} nor {names[1]} beside it. Name it by {nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.TokenizerPath)}.", names[0]);
    }

    // llama2.c's own loop ends at the beginning-of-sequence token too: its models say it between two stories.
    private static ModelText Made(Tokenizer tokenizer) => new(tokenizer, null, [Beginning, End], tokenizer.TokenSpelling(Beginning), tokenizer.TokenSpelling(End));
}
