using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Layers that are done, in files, so that a stopped compression goes on after them. What another model, other texts or another scheme left is not read.</summary>
internal sealed class LayerStore
{
    private const string Content = "layer";
    private const string Owner = "compression";
    private const string Digest = "digest";

    private readonly string _folder;
    private readonly string _identity;

    private LayerStore(string folder, string identity) => (_folder, _identity) = (folder, identity);

    /// <summary>Opens the store of a step; null where there is no folder.</summary>
    public static LayerStore? Open(string? folder, string step, CompressedDecoder decoder, ImmutableArray<ImmutableArray<int>> windows, CancellationToken cancellationToken)
    {
        if (folder is null)
            return null;
        Directory.CreateDirectory(folder);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(step));
        hash.AppendData(DecoderDigest.Of(decoder, cancellationToken));
        foreach (var window in windows)
        {
            // The same tokens cut at other places are other texts.
            hash.AppendData(BitConverter.GetBytes(window.Length));
            hash.AppendData(MemoryMarshal.AsBytes(window.AsSpan()));
        }

        return new(folder, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A layer; null where it is not there, is another's, or is damaged.</summary>
    public QuantizedLayer? Read(int layer)
    {
        var path = PathOf(layer);
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            var content = file.Metadata.GetValueOrDefault(Content) ?? string.Empty;
            if (file.Metadata.GetValueOrDefault(Owner) != _identity
                || file.Metadata.GetValueOrDefault(Digest) != DigestOf(content, file.Tensors.Keys.Select(name => (name, Bytes(file, name))))
                || JsonSerializer.Deserialize<StoredLayer>(content) is not { } stored)
                return null;
            return new(
                [.. stored.Folds.Select((fold, index) => (new LayerMatrices(fold.Names, fold.Maker), Numbers<float>(file, $"folds.{index}")))],
                [.. stored.Matrices.Select(name => (name, ReadMatrix(file, name, stored.Format)))],
                [.. stored.Reports]);
        }
        catch (Exception exception) when (exception is CheckpointFormatException or JsonException or ArgumentException or KeyNotFoundException or IOException or UnauthorizedAccessException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Keeps a layer; a file of that name is replaced only when the new one is complete.</summary>
    public void Write(int layer, QuantizedLayer done)
    {
        if (done.Matrices.IsEmpty)
            return;
        var tensors = new List<SafetensorsTensor>();
        for (var index = 0; index < done.Folds.Length; index++)
            tensors.Add(Tensor($"folds.{index}", TensorType.F32, done.Folds[index].Scales));
        foreach (var (name, matrix) in done.Matrices)
        {
            tensors.Add(new(name, TensorType.U8, [matrix.Outputs, matrix.Inputs], matrix.Codes.AsMemory()));
            tensors.Add(Tensor(name + ".scales", TensorType.F32, matrix.Scales.AsSpan()));
            if (!matrix.Zeros.IsEmpty)
                tensors.Add(Tensor(name + ".zeros", TensorType.I32, matrix.Zeros.AsSpan()));
            if (!matrix.GroupOf.IsEmpty)
                tensors.Add(Tensor(name + ".groups", TensorType.I32, matrix.GroupOf.AsSpan()));
        }

        var stored = new StoredLayer(
            [.. done.Folds.Select(static fold => new StoredFold([.. fold.Matrices.Names], fold.Matrices.Maker))],
            [.. done.Matrices.Select(static matrix => matrix.Name)],
            done.Matrices[0].Matrix.Format,
            [.. done.Reports]);
        var content = JsonSerializer.Serialize(stored);
        var digest = DigestOf(content, tensors.Select(static tensor => (tensor.Name, tensor.Data)));
        SafetensorsWriter.Write(PathOf(layer), tensors, new Dictionary<string, string> { [Owner] = _identity, [Content] = content, [Digest] = digest });
    }

    // The form of a file does not show a flipped bit in its codes.
    private static string DigestOf(string content, IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(content));
        foreach (var (name, bytes) in tensors.OrderBy(static tensor => tensor.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static QuantizedMatrix ReadMatrix(SafetensorsFile file, string name, QuantizationFormat format)
    {
        var shape = file.Tensors[name].Shape;
        return new(
            format,
            checked((int)shape[0]),
            checked((int)shape[1]),
            ImmutableCollectionsMarshal.AsImmutableArray(Numbers<byte>(file, name)),
            ImmutableCollectionsMarshal.AsImmutableArray(Numbers<float>(file, name + ".scales")),
            file.Tensors.ContainsKey(name + ".zeros") ? ImmutableCollectionsMarshal.AsImmutableArray(Numbers<int>(file, name + ".zeros")) : default,
            file.Tensors.ContainsKey(name + ".groups") ? ImmutableCollectionsMarshal.AsImmutableArray(Numbers<int>(file, name + ".groups")) : default);
    }

    private static ReadOnlyMemory<byte> Bytes(SafetensorsFile file, string name)
    {
        var bytes = new byte[file.Tensors[name].ByteLength];
        file.ReadBytes(name, 0, bytes);
        return bytes;
    }

    private static T[] Numbers<T>(SafetensorsFile file, string name)
        where T : unmanaged
    {
        var numbers = new T[file.Tensors[name].ElementCount];
        file.ReadBytes(name, 0, MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static SafetensorsTensor Tensor<T>(string name, TensorType type, ReadOnlySpan<T> numbers)
        where T : unmanaged => new(name, type, [numbers.Length], MemoryMarshal.AsBytes(numbers).ToArray());

    private static SafetensorsTensor Tensor(string name, TensorType type, float[] numbers) => Tensor<float>(name, type, numbers);

    private string PathOf(int layer) => Path.Combine(_folder, $"layer-{layer:000}.safetensors");

    private sealed record StoredLayer(StoredFold[] Folds, string[] Matrices, QuantizationFormat Format, LayerReport[] Reports);

    private sealed record StoredFold(string[] Names, string? Maker);
}
