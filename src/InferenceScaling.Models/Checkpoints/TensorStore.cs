using System.Buffers;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Tensors at known places of one mapped file: what every single-file reader comes down to once its header is parsed.</summary>
internal sealed class TensorStore : IDisposable
{
    // A multiple of every block length; what is read at once stays in the processor's cache until it is converted.
    private const int ChunkElements = 1 << 16;

    private readonly MappedFile _file;
    private readonly Dictionary<string, long> _offsets;

    /// <summary>Takes ownership of the file. Every tensor must lie inside it.</summary>
    public TensorStore(MappedFile file, IReadOnlyCollection<PlacedTensor> tensors)
    {
        _file = file;
        _offsets = new Dictionary<string, long>(tensors.Count, StringComparer.Ordinal);
        var entries = new Dictionary<string, TensorEntry>(tensors.Count, StringComparer.Ordinal);
        foreach (var (entry, offset) in tensors)
        {
            entries.Add(entry.Name, entry);
            _offsets.Add(entry.Name, offset);
        }

        Tensors = new ReadOnlyDictionary<string, TensorEntry>(entries);
    }

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    public void ReadBytes(string name, long byteOffset, Span<byte> destination)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        if (byteOffset > entry.ByteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"Tensor '{name}' has {entry.ByteLength} bytes; {destination.Length} from {byteOffset} leave it.");
        _file.Read(_offsets[name] + byteOffset, destination);
    }

    public void ReadSingles(string name, long elementOffset, Span<float> destination)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(elementOffset);
        if (elementOffset > entry.ElementCount - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(elementOffset), elementOffset, $"Tensor '{name}' has {entry.ElementCount} elements; {destination.Length} from {elementOffset} leave it.");

        var blockLength = entry.Type.BlockLength();
        if (elementOffset % blockLength != 0 || destination.Length % blockLength != 0)
            throw new ArgumentOutOfRangeException(nameof(elementOffset), elementOffset, $"Tensor '{name}' is stored as {entry.Type}, in blocks of {blockLength}: offset and length ({destination.Length}) must be multiples of it.");

        if (!Dequantizer.Supports(entry.Type))
            throw new CheckpointFormatException(CheckpointDefect.Dtype, $"{_file.Path}: tensor '{name}' is stored as {entry.Type}, which is not converted because its scales are separate tensors. Convert the checkpoint to BF16 first.");

        var start = _offsets[name] + (elementOffset / blockLength * entry.Type.BlockBytes());
        if (entry.Type == TensorType.F32 && BitConverter.IsLittleEndian)
        {
            _file.Read(start, MemoryMarshal.AsBytes(destination));
            return;
        }

        var longest = Math.Min(ChunkElements, destination.Length) / blockLength * entry.Type.BlockBytes();
        var buffer = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            for (var done = 0; done < destination.Length;)
            {
                var count = Math.Min(ChunkElements, destination.Length - done);
                var bytes = buffer.AsSpan(0, count / blockLength * entry.Type.BlockBytes());
                _file.Read(start, bytes);
                Dequantizer.ToSingles(entry.Type, bytes, destination.Slice(done, count));
                start += bytes.Length;
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _file.Dispose();

    private TensorEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Tensors.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"{_file.Path} has no tensor '{name}'.");
    }
}
