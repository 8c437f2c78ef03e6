using System.Text;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Loading;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Tokenization.Gguf;

namespace InferenceScaling.Models.Saving;

/// <summary>Writes the text side of a GGUF or llama2.c model as the files of a Hugging Face folder.</summary>
internal static class SavedText
{
    /// <summary>Files about text; a folder's are copied as they are.</summary>
    public static readonly string[] FileNames =
        ["generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "tokenizer.model"];

    /// <summary>Reads what the source says about text.</summary>
    public static ModelText Read(string path, DecoderSource source, string? tokenizerPath) => source.Checkpoint is GgufFile gguf
        ? GgufText.Read(gguf, tokenizerPath, Prompting.Plain)
        : Llama2cText.Read(path, source.Config.VocabularySize, tokenizerPath);

    /// <summary>The files by name.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Files(string path, DecoderSource source, ModelText text, string? tokenizerPath)
    {
        yield return ("tokenizer.json", Tokenizer(path, source, tokenizerPath));
        yield return ("tokenizer_config.json", SavedJson.Write(json =>
        {
            if (text.BeginningToken is { } beginning)
                json.WriteString("bos_token", beginning);
            if (text.EndToken is { } end)
                json.WriteString("eos_token", end);
            json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
        }));
        yield return ("generation_config.json", SavedJson.Write(json =>
        {
            if (text.Tokenizer.BeginningOfSequenceId is { } beginning)
                json.WriteNumber("bos_token_id", beginning);
            SavedJson.WriteIds(json, "eos_token_id", text.EndOfText);
        }));
        if (source.Checkpoint is GgufFile gguf && gguf.Metadata.FindString("tokenizer.chat_template") is { Length: > 0 } template)
            yield return ("chat_template.jinja", Encoding.UTF8.GetBytes(template));
    }

    /// <summary>Copies the files about text that a folder has.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var name in FileNames)
        {
            var file = Path.Combine(from, name);
            if (File.Exists(file))
                Replace(Path.Combine(to, name), File.ReadAllBytes(file));
        }
    }

    /// <summary>Writes a file whole, or not at all.</summary>
    public static void Replace(string path, byte[] content)
    {
        var unfinished = path + ".partial";
        File.WriteAllBytes(unfinished, content);
        File.Move(unfinished, path, overwrite: true);
    }

    private static byte[] Tokenizer(string path, DecoderSource source, string? tokenizerPath)
    {
        var file = source.Checkpoint is GgufFile ? tokenizerPath : Llama2cText.Find(path, source.Config.VocabularySize, tokenizerPath);
        if (file is not null && file.EndsWith(".json", StringComparison.Ordinal))
            return File.ReadAllBytes(file);
        using var content = file is null ? null : File.OpenRead(file);
        var vocabulary = content is null ? GgufText.Vocabulary((GgufFile)source.Checkpoint) : Llama2CTokenizer.ToVocabulary(BoundedStream.ReadToEnd(content));
        using var buffer = new MemoryStream();
        GgufTokenizerJson.Write(vocabulary, buffer);
        return buffer.ToArray();
    }
}
