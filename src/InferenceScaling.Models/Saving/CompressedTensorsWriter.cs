using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Saving;

/// <summary>Writes quantised weights as a Hugging Face folder in the format of the compressed-tensors project, which vLLM and transformers read, and this library too: the same integers, bit for bit.</summary>
/// <remarks>
/// Matrices whose <see cref="IDecoderWeights.Quantization"/> has integer activations are written as <c>int-quantized</c>, a byte a weight; those of 4 and 8 bits without them as
/// <c>pack-quantized</c>; those of other widths as <c>int-quantized</c>. Scales are fp32. The same weights give the same bytes. One matrix is in memory at a time.
/// </remarks>
public static class CompressedTensorsWriter
{
    /// <summary>Writes <c>model.safetensors</c> and <c>config.json</c>; each replaces an older one only when it is complete. Tokenizer and chat template are not its concern.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; their <see cref="IDecoderWeights.Quantization"/> says what is quantised.</param>
    /// <param name="settings">The decoder's config.json; what it says about quantisation and type is replaced.</param>
    /// <param name="folder">Where to; must exist.</param>
    /// <param name="type">How what is not quantised is stored: <see cref="TensorType.F32"/>, <see cref="TensorType.F16"/> or <see cref="TensorType.BF16"/>.</param>
    /// <param name="cancellationToken">Cancels between tensors.</param>
    /// <exception cref="ArgumentException">Nothing is quantised, the type is another one, weights that share a tensor are quantised in different ways, or the family stores a quantised matrix as [in, out].</exception>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for the decoder's layers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no file was replaced.</exception>
    public static void Write(DecoderConfig config, IDecoderWeights weights, ReadOnlySpan<byte> settings, string folder, TensorType type = TensorType.F32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new ArgumentException($"{nameof(type)} is {type}; expected F32, F16 or BF16.", nameof(type));
        var recipe = RecipeCatalog.All.FirstOrDefault(recipe => recipe.ModelType == config.Family) ?? throw new ArgumentException($"The decoder's family is '{config.Family}', of which there is no config.json.", nameof(config));
        var tensors = SavedDecoder.Tensors(config, recipe);
        var matrices = new Dictionary<string, SavedMatrix>(StringComparer.Ordinal);
        foreach (var (tensor, parts) in tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SavedMatrix.FormatOf(weights, tensor, parts) is not null)
                matrices.Add(tensor, new(weights, tensor, parts));
        }

        if (matrices.Count == 0)
            throw new ArgumentException("No weight is kept in integers; expected at least one. Quantise some, or save the model as it is.", nameof(weights));
        var owners = matrices.Values.SelectMany(matrix => matrix.Entries().Select(entry => (entry, matrix))).ToDictionary(pair => pair.entry.Name, pair => pair, StringComparer.Ordinal);
        var plain = tensors.Where(tensor => !matrices.ContainsKey(tensor.Key)).Select(tensor => SavedTensors.Entry(tensor.Key, type, SavedDecoder.StoredShape(tensor.Value[0])));
        var said = SavedLayers.Apply(settings.ToArray(), config, Path.Combine(folder, "config.json"));
        var text = SavedJson.WithType(said, type, CompressedTensorsConfig.Write([.. matrices.Select(pair => (pair.Value, IsEmbedding(tensors[pair.Key])))], Ignored(config, recipe, tensors, matrices)));
        SavedTensors.Write(Path.Combine(folder, "model.safetensors"), plain.Concat(owners.Values.Select(pair => pair.entry)), (entry, stream) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (owners.TryGetValue(entry.Name, out var owner))
            {
                stream.Write(owner.matrix.Bytes(entry));
                return;
            }

            var bytes = new byte[entry.ByteLength];
            Checkpoints.Safetensors.SafetensorsTensor.Convert(SavedDecoder.Assemble(weights, tensors[entry.Name], entry.ElementCount), bytes, type);
            stream.Write(bytes);
        });
        SavedText.Replace(Path.Combine(folder, "config.json"), text);
    }

    // What is linear and stays as it is. A tied head has no tensor and is a module nevertheless.
    private static IEnumerable<string> Ignored(DecoderConfig config, Recipe recipe, Dictionary<string, (WeightShape Weight, Architectures.Loading.WeightSource Source)[]> tensors, Dictionary<string, SavedMatrix> matrices)
    {
        var ignored = tensors.Where(tensor => !matrices.ContainsKey(tensor.Key) && tensor.Value[0].Weight.Shape.Length == 2 && !IsEmbedding(tensor.Value)).Select(tensor => tensor.Key[..^".weight".Length]);
        return config.Head.Tied ? ignored.Append(recipe.HeadName) : ignored;
    }

    private static bool IsEmbedding((WeightShape Weight, Architectures.Loading.WeightSource Source)[] parts) => parts[0].Weight.Name.StartsWith("embed", StringComparison.Ordinal);
}
