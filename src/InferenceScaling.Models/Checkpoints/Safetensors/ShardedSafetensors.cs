using System.Collections.ObjectModel;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>A checkpoint spread over several safetensors files by a <c>model.safetensors.index.json</c>, whose <c>weight_map</c> says which file holds which tensor.</summary>
/// <remarks>A tensor that lies in a shard but not in the map is not part of the checkpoint. Reading is thread-safe.</remarks>
public sealed class ShardedSafetensors : Checkpoint
{
    private readonly Dictionary<string, SafetensorsFile> _shards;
    private readonly Dictionary<string, SafetensorsFile> _shardOfTensor;

    private ShardedSafetensors(string location, Dictionary<string, SafetensorsFile> shards, Dictionary<string, SafetensorsFile> shardOfTensor)
    {
        Location = location;
        _shards = shards;
        _shardOfTensor = shardOfTensor;
        Tensors = new ReadOnlyDictionary<string, TensorEntry>(shardOfTensor.ToDictionary(pair => pair.Key, pair => pair.Value.Tensors[pair.Key], StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Reads the index and maps every shard it names.</summary>
    /// <param name="indexPath">The index file; the shards lie in its folder.</param>
    /// <exception cref="FileNotFoundException">There is no index at <paramref name="indexPath"/>.</exception>
    /// <exception cref="CheckpointFormatException">The index or a shard is damaged, a shard is missing or outside the folder, or a tensor is not in its shard.</exception>
    public static new ShardedSafetensors Open(string indexPath)
    {
        var map = ShardIndex.Read(indexPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        var shards = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            var shardOfTensor = new Dictionary<string, SafetensorsFile>(map.Count, StringComparer.Ordinal);
            foreach (var (tensor, shardName) in map)
            {
                if (!shards.TryGetValue(shardName, out var shard))
                    shards.Add(shardName, shard = OpenShard(indexPath, Path.Combine(folder, shardName), tensor));
                if (!shard.Tensors.ContainsKey(tensor))
                    throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{indexPath}: the index places tensor '{tensor}' in {shardName}, which does not hold it.");
                shardOfTensor.Add(tensor, shard);
            }

            return new ShardedSafetensors(indexPath, shards, shardOfTensor);
        }
        catch
        {
            foreach (var shard in shards.Values)
                shard.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void ReadBytes(string name, long byteOffset, Span<byte> destination) => Shard(name).ReadBytes(name, byteOffset, destination);

    /// <inheritdoc/>
    public override void ReadSingles(string name, long elementOffset, Span<float> destination) => Shard(name).ReadSingles(name, elementOffset, destination);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var shard in _shards.Values)
            shard.Dispose();
    }

    private static SafetensorsFile OpenShard(string indexPath, string path, string tensor) =>
        File.Exists(path)
            ? SafetensorsFile.Open(path)
            : throw new CheckpointFormatException(CheckpointDefect.MissingFile, $"{indexPath}: the shard {Path.GetFileName(path)}, which holds '{tensor}' and possibly more, is not in the folder. Fetch it.");

    private SafetensorsFile Shard(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _shardOfTensor.TryGetValue(name, out var shard) ? shard : throw new KeyNotFoundException($"{Location} has no tensor '{name}'.");
    }
}
