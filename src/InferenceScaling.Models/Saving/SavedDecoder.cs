using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Saving;

/// <summary>Writes weights under canonical names as the safetensors and config.json of their family, fusing and turning matrices as it has them.</summary>
internal static class SavedDecoder
{
    /// <summary>Writes both files; each replaces an older one only when it is complete.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="settings">Its config.json, or that of a decoder with other layers.</param>
    /// <param name="type">How weights are stored.</param>
    /// <param name="folder">Where to; must exist.</param>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for the decoder's layers.</exception>
    public static void Write(DecoderConfig config, IDecoderWeights weights, byte[] settings, TensorType type, string folder)
    {
        var path = Path.Combine(folder, "config.json");
        var said = SavedLayers.Apply(settings, config, path);
        var tensors = Tensors(config, RecipeCatalog.All.Single(recipe => recipe.ModelType == config.Family));
        SavedTensors.Write(
            Path.Combine(folder, "model.safetensors"),
            tensors.Select(tensor => SavedTensors.Entry(tensor.Key, type, StoredShape(tensor.Value[0]))),
            (entry, stream) =>
            {
                var bytes = new byte[entry.ByteLength];
                SafetensorsTensor.Convert(Assemble(weights, tensors[entry.Name], entry.ElementCount), bytes, type);
                stream.Write(bytes);
            });
        SavedText.Replace(path, SavedJson.WithType(said, type));
    }

    /// <summary>The tensors of a family, each with the weights it is made of.</summary>
    public static Dictionary<string, (WeightShape Weight, WeightSource Source)[]> Tensors(DecoderConfig config, Recipe recipe) =>
        DecoderWeightList.Of(config).Select(weight => (weight, source: Locate(recipe, config, weight.Name))).GroupBy(part => part.source.Tensor, StringComparer.Ordinal)
            .ToDictionary(tensor => tensor.Key, tensor => tensor.ToArray(), StringComparer.Ordinal);

    private static WeightSource Locate(Recipe recipe, DecoderConfig config, string name)
    {
        var weight = WeightName.Parse(name);
        return weight.Part is "head" or "head_dense" ? recipe.LocateHead(config, weight) : recipe.Locate(config, weight, recipe.Prefixes[0]);
    }

    /// <summary>The shape of a tensor, by any of its weights.</summary>
    public static ImmutableArray<long> StoredShape((WeightShape Weight, WeightSource Source) part)
    {
        var shape = part.Source.Shape.IsEmpty ? part.Weight.Shape : part.Source.Shape;
        return part.Source.Transposed && shape.Length == 2 ? [shape[1], shape[0]] : shape;
    }

    /// <summary>A tensor of so many elements, of its weights.</summary>
    public static float[] Assemble(IDecoderWeights weights, (WeightShape Weight, WeightSource Source)[] parts, long count)
    {
        var stored = new float[count];
        foreach (var (weight, source) in parts)
        {
            var values = new float[weight.ElementCount];
            weights.Read(weight.Name, 0, values);
            var (rows, width) = (weight.Shape[0], weight.Shape.Length == 2 ? weight.Shape[1] : 1);
            var height = count / width;
            for (var row = 0L; row < rows; row++)
            {
                var target = source.Rows.Map(row);
                for (var column = 0L; column < width; column++)
                    stored[source.Transposed && weight.Shape.Length == 2 ? (column * height) + target : (target * width) + column] = values[(row * width) + column];
            }
        }

        return stored;
    }
}
