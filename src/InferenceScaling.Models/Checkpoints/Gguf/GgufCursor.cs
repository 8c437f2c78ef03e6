using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Reads the head of a GGUF file in order; no length or count is believed before it is held against the bytes that are left.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    // Arrays of arrays occur nowhere in practice; the bound keeps the reader's own recursion small.
    private const int MaxArrayDepth = 8;

    private const int MaxNameLength = 65_535;

    public long Position { get; private set; }

    public long Remaining => file.Length - Position;

    public uint ReadUInt32(string what)
    {
        using var bytes = Take(sizeof(uint), what);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
    }

    public ulong ReadUInt64(string what)
    {
        using var bytes = Take(sizeof(ulong), what);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
    }

    /// <summary>A number of things of which each takes at least <paramref name="leastBytes"/>.</summary>
    public long ReadCount(string what, long leastBytes, long most = long.MaxValue)
    {
        var count = ReadUInt64(what);
        if (count > (ulong)(file.Length / leastBytes))
            throw Fail(CheckpointDefect.Count, $"{what} has a count of {count}, more than a file of {file.Length} bytes can hold");
        if (count > (ulong)most)
            throw Fail(CheckpointDefect.Count, $"{what} has a count of {count}; at most {most} are read");
        if (count > (ulong)(Remaining / leastBytes))
            throw Fail(CheckpointDefect.Truncated, $"{what} has a count of {count}, but only {Remaining} bytes follow. The file is cut off");
        return (long)count;
    }

    /// <summary>A key or a tensor's name.</summary>
    public string ReadName(string what)
    {
        var length = ReadLength(what);
        if (length > MaxNameLength)
            throw Fail(CheckpointDefect.StringLength, $"{what} has {length} bytes; the format allows {MaxNameLength}");
        using var bytes = Take(length, what);
        return Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : throw Fail(CheckpointDefect.InvalidUtf8, $"{what} is not UTF-8");
    }

    public GgufValue ReadValue(string key)
    {
        var what = $"metadata '{key}'";
        var type = ReadType(what);
        if (type == GgufValueType.Array)
            return new GgufValue(key, ReadArray(key, what));
        if (type == GgufValueType.String)
        {
            var length = ReadLength(what);
            using var text = Take(length, what);
            return Utf8.IsValid(text.Span)
                ? new GgufValue(key, file, Position - length, length)
                : throw Fail(CheckpointDefect.InvalidUtf8, $"{what} is not UTF-8");
        }

        using var bytes = Take(GgufTypes.FixedSize(type), what);
        if (type == GgufValueType.Bool && bytes.Span[0] > 1)
            throw Fail(CheckpointDefect.ValueType, $"{what} is a boolean of value {bytes.Span[0]}, neither 0 nor 1");
        return new GgufValue(key, type, GgufScalar.ReadBits(type, bytes.Span));
    }

    public CheckpointFormatException Fail(CheckpointDefect defect, string reason) => new(defect, $"{file.Path}: {reason} (at byte {Position}).");

    private GgufArray ReadArray(string key, string what)
    {
        var (type, count) = ReadArrayHead(what);
        var start = Position;
        var anchors = GgufTypes.FixedSize(type) == 0 ? new long[(count + GgufArray.AnchorInterval - 1) / GgufArray.AnchorInterval] : [];
        WalkArray(type, count, what, depth: 1, anchors);
        return new GgufArray(key, file, type, count, start, anchors);
    }

    private (GgufValueType Type, int Count) ReadArrayHead(string what)
    {
        var type = ReadType(what);
        var leastBytes = type switch
        {
            GgufValueType.String => sizeof(ulong),
            GgufValueType.Array => sizeof(uint) + sizeof(ulong),
            _ => GgufTypes.FixedSize(type),
        };
        return (type, (int)ReadCount(what, leastBytes, int.MaxValue - GgufArray.AnchorInterval));
    }

    private void WalkArray(GgufValueType type, int count, string what, int depth, Span<long> anchors)
    {
        if (depth > MaxArrayDepth)
            throw Fail(CheckpointDefect.Nesting, $"{what} nests arrays more than {MaxArrayDepth} deep");

        var size = GgufTypes.FixedSize(type);
        Position += (long)count * size;
        for (var i = 0; i < count && size == 0; i++)
        {
            if (i % GgufArray.AnchorInterval == 0 && !anchors.IsEmpty)
                anchors[i / GgufArray.AnchorInterval] = Position;
            if (type == GgufValueType.String)
            {
                // Not "Position +=", which would add to the position before the length was read.
                var length = ReadLength(what);
                Position += length;
                continue;
            }

            var (elementType, elementCount) = ReadArrayHead(what);
            WalkArray(elementType, elementCount, what, depth + 1, anchors: []);
        }
    }

    private GgufValueType ReadType(string what)
    {
        var type = (GgufValueType)ReadUInt32(what);
        return type is >= GgufValueType.UInt8 and <= GgufValueType.Float64 ? type : throw Fail(CheckpointDefect.ValueType, $"{what} has the unknown value type {(uint)type}");
    }

    private int ReadLength(string what)
    {
        var length = ReadUInt64(what);
        if (length > (ulong)Math.Min(file.Length, int.MaxValue))
            throw Fail(CheckpointDefect.StringLength, $"{what} has a text of {length} bytes, in a file of {file.Length}");
        return length <= (ulong)Remaining
            ? (int)length
            : throw Fail(CheckpointDefect.Truncated, $"{what} has a text of {length} bytes, but only {Remaining} follow. The file is cut off");
    }

    private MappedBytes Take(int length, string what)
    {
        if (length > Remaining)
            throw Fail(CheckpointDefect.Truncated, $"the file ends within {what}. It is cut off");
        var bytes = file.Borrow(Position, length);
        Position += length;
        return bytes;
    }
}
