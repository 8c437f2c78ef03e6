using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Saving;

/// <summary>Streams a model's tensors into a safetensors file.</summary>
internal static class SavedTensors
{
    private const int ChunkElements = 1 << 18;

    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Writes the tensors of safetensors weights under their own names; bytes are copied where the type stays.</summary>
    public static void Copy(Checkpoint checkpoint, TensorType? type, string path)
    {
        var entries = checkpoint.Tensors.Values.Select(entry => IsFloat(entry.Type) && type is { } wanted ? Entry(entry.Name, wanted, entry.Shape) : entry);
        Write(path, entries, (entry, stream) =>
        {
            if (entry.Type == checkpoint.Tensors[entry.Name].Type)
                CopyBytes(checkpoint, entry, stream);
            else
                Convert(entry, entry.ElementCount, 1, (offset, values) => checkpoint.ReadSingles(entry.Name, offset, values), stream);
        });
    }

    /// <summary>Writes a decoder's weights under the names its family has in safetensors files.</summary>
    public static void Rename(DecoderSource source, Recipe recipe, TensorType type, string path)
    {
        var names = new Dictionary<string, WeightShape>(StringComparer.Ordinal);
        foreach (var weight in DecoderWeightList.Of(source.Config))
        {
            var name = WeightName.Parse(weight.Name);
            names.Add((name.Part == "head" ? recipe.LocateHead(source.Config, name) : recipe.Locate(source.Config, name, recipe.Prefixes[0])).Tensor, weight);
        }

        Write(path, names.Select(pair => Entry(pair.Key, type, pair.Value.Shape)), (entry, stream) =>
        {
            var weight = names[entry.Name];
            Convert(entry, entry.ElementCount, weight.Shape.Length == 2 ? weight.Shape[1] : 1, (offset, values) => source.Weights.Read(weight.Name, offset, values), stream);
        });
    }

    public static void Write(string path, IEnumerable<TensorEntry> entries, Action<TensorEntry, Stream> data)
    {
        var unfinished = path + ".partial";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                SafetensorsWriter.Write(stream, entries, entry => data(entry, stream), Metadata);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static void CopyBytes(Checkpoint checkpoint, TensorEntry entry, Stream stream)
    {
        var buffer = new byte[(int)Math.Min(entry.ByteLength, 1 << 20)];
        for (var offset = 0L; offset < entry.ByteLength; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.ByteLength - offset));
            checkpoint.ReadBytes(entry.Name, offset, part);
            stream.Write(part);
        }
    }

    private static void Convert(TensorEntry entry, long count, long width, Action<long, float[]> read, Stream stream)
    {
        var step = (int)Math.Min(count, Math.Max(1, ChunkElements / width) * width);
        var values = new float[step];
        var bytes = new byte[step * entry.Type.BlockBytes()];
        for (var offset = 0L; offset < count; offset += step)
        {
            if (count - offset < step)
                values = new float[count - offset];
            read(offset, values);
            var part = bytes.AsSpan(0, values.Length * entry.Type.BlockBytes());
            SafetensorsTensor.Convert(values, part, entry.Type);
            stream.Write(part);
        }
    }

    public static TensorEntry Entry(string name, TensorType type, System.Collections.Immutable.ImmutableArray<long> shape) =>
        new(name, type, shape, type.TryGetByteLength(shape.AsSpan()) ?? throw new CheckpointFormatException(CheckpointDefect.Overflow, $"Tensor '{name}' would have more than 2⁶³ bytes."));

    private static bool IsFloat(TensorType type) => type is TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16;
}
