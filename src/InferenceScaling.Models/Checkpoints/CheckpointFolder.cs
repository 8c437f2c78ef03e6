using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Finds the weights of a Hugging Face model folder: <c>model.safetensors</c>, else the shards of <c>model.safetensors.index.json</c>.</summary>
public static class CheckpointFolder
{
    private const string SingleFile = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    /// <summary>Opens the weights of a folder, or of one safetensors file.</summary>
    /// <param name="path">The folder, or a <c>.safetensors</c> file.</param>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="CheckpointFormatException">The folder has no weights that can be read, among them pickles (<c>pytorch_model.bin</c>), or the weights are damaged.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            return SafetensorsFile.Open(path);

        var single = Path.Combine(path, SingleFile);
        if (File.Exists(single))
            return SafetensorsFile.Open(single);
        var index = Path.Combine(path, Index);
        return File.Exists(index) ? ShardedSafetensors.Open(index) : throw Refuse(path);
    }

    private static CheckpointFormatException Refuse(string folder)
    {
        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToList();
        var direct = names.Find(name => name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.Ordinal));
        var hint = direct is null ? string.Empty : $" To read {direct}, give its own path instead of the folder's.";
        if (names.Find(IsPickle) is { } pickle)
        {
            using var file = MappedFile.Open(Path.Combine(folder, pickle));
            using var start = file.Borrow(0, (int)Math.Min(file.Length, 2));
            var defect = ForeignFormat.IsBarePickle(start.Span) ? CheckpointDefect.UnsafePickle : CheckpointDefect.UnsupportedFormat;
            return new CheckpointFormatException(defect, $"{folder} has its weights only in {pickle}. {ForeignFormat.PickleAdvice}{hint}");
        }

        return new CheckpointFormatException(CheckpointDefect.MissingFile, $"{folder} has neither {SingleFile} nor {Index} with its shards; it has {(names.Count == 0 ? "no files" : string.Join(", ", names.Take(12)))}.{hint}");
    }

    private static bool IsPickle(string name) =>
        name.EndsWith(".pt", StringComparison.Ordinal) || name.EndsWith(".pth", StringComparison.Ordinal)
        || (name.StartsWith("pytorch_model", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal));
}
