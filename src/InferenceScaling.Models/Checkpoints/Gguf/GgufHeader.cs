using System.Collections.Immutable;
using System.Numerics;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Parses the head of a GGUF file: counts, metadata, and where each tensor lies.</summary>
internal static class GgufHeader
{
    private const int MaxDimensions = 4;

    // Far above any known model; keeps what a file can make the reader allocate small.
    private const long MaxTensors = 65_536;
    private const long MaxMetadata = 65_536;

    // Key length, value type, smallest value; and name length, dimension count, type, offset.
    private const long LeastMetadataBytes = 8 + 4 + 1;
    private const long LeastTensorBytes = 8 + 4 + 4 + 8;

    public static (int Version, GgufMetadata Metadata, List<PlacedTensor> Tensors) Parse(MappedFile file)
    {
        var cursor = new GgufCursor(file);
        CheckMagic(file, cursor);
        var version = ReadVersion(cursor);
        var tensorCount = cursor.ReadCount("the tensor list", LeastTensorBytes, MaxTensors);
        var metadataCount = cursor.ReadCount("the metadata", LeastMetadataBytes, MaxMetadata);

        var values = new Dictionary<string, GgufValue>((int)metadataCount, StringComparer.Ordinal);
        for (var i = 0; i < metadataCount; i++)
        {
            var key = cursor.ReadName($"the key of metadata entry {i}");
            if (!values.TryAdd(key, cursor.ReadValue(key)))
                throw cursor.Fail(CheckpointDefect.DuplicateName, $"metadata '{key}' occurs twice");
        }

        var alignment = ReadAlignment(cursor, values);
        var tensors = new List<PlacedTensor>((int)tensorCount);
        var names = new HashSet<string>((int)tensorCount, StringComparer.Ordinal);
        for (var i = 0; i < tensorCount; i++)
        {
            var tensor = ReadTensor(cursor, i, alignment);
            if (!names.Add(tensor.Entry.Name))
                throw cursor.Fail(CheckpointDefect.DuplicateName, $"tensor '{tensor.Entry.Name}' occurs twice");
            tensors.Add(tensor);
        }

        var dataStart = Align(cursor.Position, alignment);
        CheckPlaces(cursor, tensors, Math.Max(0, file.Length - dataStart), alignment);
        return (version, new GgufMetadata(file.Path, values), tensors.ConvertAll(tensor => tensor with { Offset = Place(tensor, dataStart) }));
    }

    // An empty tensor may be placed at the very end of a file that lacks the padding before it.
    private static long Place(PlacedTensor tensor, long dataStart) => tensor.Entry.ByteLength == 0 ? 0 : tensor.Offset + dataStart;

    private static void CheckMagic(MappedFile file, GgufCursor cursor)
    {
        if (file.Length < 4)
            throw cursor.Fail(CheckpointDefect.Truncated, $"{file.Length} bytes are no GGUF file. Fetch it again");
        using var start = file.Borrow(0, (int)Math.Min(file.Length, 64));
        if (!start.Span.StartsWith("GGUF"u8))
            throw cursor.Fail(CheckpointDefect.Magic, $"a GGUF file begins with 'GGUF', this one with {Convert.ToHexString(start.Span[..4])}: {ForeignFormat.Describe(start.Span) ?? "it is of another format or damaged"}");
        _ = cursor.ReadUInt32("the magic");
    }

    private static int ReadVersion(GgufCursor cursor)
    {
        var version = cursor.ReadUInt32("the version");
        if (version is 2 or 3)
            return (int)version;
        if (version != 0 && (version & 0xFFFF) == 0)
            throw cursor.Fail(CheckpointDefect.UnsupportedFormat, "the file is big-endian, which is not supported. Convert it to little-endian with gguf_convert_endian of the Python package gguf");
        throw cursor.Fail(CheckpointDefect.Version, $"the version is {version}; versions 2 and 3 are read. {(version < 2 ? "Convert the model again with a current converter" : "It is newer than this library, or damaged")}");
    }

    private static uint ReadAlignment(GgufCursor cursor, Dictionary<string, GgufValue> values)
    {
        if (!values.TryGetValue(GgufWriter.AlignmentKey, out var value))
            return GgufWriter.DefaultAlignment;
        if (value.Type != GgufValueType.UInt32 || !BitOperations.IsPow2(value.AsUInt32()))
            throw cursor.Fail(CheckpointDefect.Alignment, $"{GgufWriter.AlignmentKey} is {value}, not a power of two stored as UInt32");
        return value.AsUInt32();
    }

    private static PlacedTensor ReadTensor(GgufCursor cursor, int index, uint alignment)
    {
        var name = cursor.ReadName($"the name of tensor {index}");
        var what = $"tensor '{name}'";
        var dimensions = cursor.ReadUInt32(what);
        if (dimensions > MaxDimensions)
            throw cursor.Fail(CheckpointDefect.Dims, $"{what} has {dimensions} dimensions; the format allows {MaxDimensions}");

        var shape = new long[dimensions];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            var dimension = cursor.ReadUInt64(what);
            shape[i] = dimension <= long.MaxValue ? (long)dimension : throw cursor.Fail(CheckpointDefect.Overflow, $"{what} has a dimension of {dimension}, which does not fit 63 bits");
        }

        var id = cursor.ReadUInt32(what);
        var offset = cursor.ReadUInt64(what);
        if (GgufTypes.Tensor(id) is not { } type)
            throw cursor.Fail(CheckpointDefect.TensorType, $"{what} has the type {id} ({GgufTypes.UnsupportedTensor(id) ?? "unknown"}), which is not read. Use a file quantised as Q8_0, Q6_K, Q5_K, Q4_K or another type of {nameof(TensorType)}");
        if (shape.Length > 0 ? shape[^1] % type.BlockLength() != 0 : type.IsQuantized())
            throw cursor.Fail(CheckpointDefect.ShapeSize, $"{what} has rows of {(shape.Length > 0 ? shape[^1] : 1)} elements, not a multiple of the {type.BlockLength()} that {type} stores together");
        if (type.TryGetByteLength(shape) is not { } length)
            throw cursor.Fail(CheckpointDefect.Overflow, $"{what} of shape [{string.Join(", ", shape)}] is larger than 2^63 bytes");
        if (offset > long.MaxValue || offset % alignment != 0)
            throw cursor.Fail(CheckpointDefect.Offsets, $"{what} begins at byte {offset} of the data, not at a multiple of the alignment {alignment}");
        return new PlacedTensor(new TensorEntry(name, type, ImmutableArray.Create(shape), length), (long)offset);
    }

    private static void CheckPlaces(GgufCursor cursor, List<PlacedTensor> tensors, long dataLength, uint alignment)
    {
        var end = 0L;
        foreach (var (entry, offset) in tensors.Where(tensor => tensor.Entry.ByteLength > 0).OrderBy(tensor => tensor.Offset))
        {
            if (offset < end)
                throw cursor.Fail(CheckpointDefect.Offsets, $"tensor '{entry.Name}' begins at byte {offset} of the data, within the tensor before it, which ends at {end}");
            if (entry.ByteLength > dataLength || offset > dataLength - entry.ByteLength)
            {
                // A tensor that is where the one before it ends is where it should be: then the file is short, else the offset is wrong.
                var defect = offset == Align(end, alignment) ? CheckpointDefect.Truncated : CheckpointDefect.Offsets;
                throw cursor.Fail(defect, $"tensor '{entry.Name}' takes {entry.ByteLength} bytes from byte {offset} of the data, but the file has {dataLength}{(defect == CheckpointDefect.Truncated ? ". It is cut off: fetch it again" : string.Empty)}");
            }

            end = offset + entry.ByteLength;
        }
    }

    private static long Align(long position, uint alignment) => (position + alignment - 1) / alignment * alignment;
}
