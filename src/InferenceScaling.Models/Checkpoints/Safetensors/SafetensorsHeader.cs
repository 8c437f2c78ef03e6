using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>Parses the JSON header of a safetensors file. Offsets are counted from the first byte after it.</summary>
internal static class SafetensorsHeader
{
    // Several times the largest known model; keeps what a header can make the reader allocate near the header's own size.
    private const int MaxTensors = 131_072;
    private const int MaxMetadata = 65_536;
    private const int MaxMetadataBytes = 16 << 20;

    private const int MaxNameBytes = 16 << 20;

    // What PyTorch itself allows.
    private const int MaxDimensions = 64;

    public static (List<PlacedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(string location, ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw Fail(location, CheckpointDefect.InvalidJson, "the header is not UTF-8 text");

        var reader = new Utf8JsonReader(json);
        try
        {
            return ParseRoot(location, ref reader);
        }
        catch (JsonException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{location}: the header is no valid JSON ({exception.Message}). The file is damaged or no safetensors file.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the JSON reader throws where it compares a string that is no Unicode text.
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{location}: the header has a text that is not valid Unicode, before byte {reader.BytesConsumed}. The file is damaged.", exception);
        }
    }

    /// <summary>Checks that the tensors cover the data from the first byte to the last, without holes or overlaps.</summary>
    public static void CheckTiling(string location, List<PlacedTensor> tensors, long dataLength)
    {
        var next = 0L;
        foreach (var (entry, offset) in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Entry.ByteLength))
        {
            if (offset != next)
                throw Fail(location, CheckpointDefect.Offsets, $"tensor '{entry.Name}' begins at byte {offset} of the data, but the tensor before it ends at {next}: tensors must neither overlap nor leave holes");
            next = offset + entry.ByteLength;
            if (next > dataLength)
                throw Fail(location, CheckpointDefect.Offsets, $"tensor '{entry.Name}' ends at byte {next} of the data, but the file has {dataLength}. It is probably cut off: fetch it again");
        }

        if (next != dataLength)
            throw Fail(location, CheckpointDefect.Offsets, $"the tensors end at byte {next} of the data, but the file has {dataLength}: the rest belongs to no tensor");
    }

    private static (List<PlacedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) ParseRoot(string location, ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Fail(location, CheckpointDefect.InvalidHeader, $"the header is a JSON {reader.TokenType}, not an object of tensors");

        var tensors = new List<PlacedTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var nameBytes = 0L;
        IReadOnlyDictionary<string, string> metadata = ImmutableDictionary<string, string>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            nameBytes += reader.ValueSpan.Length;
            var name = JsonText.ReadName(location, ref reader);
            if (!names.Add(name))
                throw Fail(location, CheckpointDefect.DuplicateName, $"the name '{name}' occurs twice in the header");
            if (tensors.Count == MaxTensors || nameBytes > MaxNameBytes)
                throw Fail(location, CheckpointDefect.Count, $"the header has more than {MaxTensors} tensors, or more than {MaxNameBytes} bytes of names");

            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Fail(location, CheckpointDefect.InvalidHeader, $"the header's entry '{name}' is a JSON {reader.TokenType}, not an object");
            if (name == "__metadata__")
                metadata = ParseMetadata(location, ref reader);
            else
                tensors.Add(ParseTensor(location, name, ref reader));
        }

        // Reading on finds anything but white space behind the object.
        _ = reader.Read();
        return (tensors, metadata);
    }

    private static Dictionary<string, string> ParseMetadata(string location, ref Utf8JsonReader reader)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var textBytes = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonText.ReadName(location, ref reader);
            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Fail(location, CheckpointDefect.InvalidHeader, $"__metadata__ '{key}' is a JSON {reader.TokenType}; the format allows only strings there");

            textBytes += reader.ValueSpan.Length;
            if (metadata.Count == MaxMetadata || textBytes > MaxMetadataBytes)
                throw Fail(location, CheckpointDefect.Count, $"__metadata__ has more than {MaxMetadata} entries or {MaxMetadataBytes} bytes of text");
            if (!metadata.TryAdd(key, JsonText.Read(location, ref reader)))
                throw Fail(location, CheckpointDefect.DuplicateName, $"__metadata__ has the key '{key}' twice");
        }

        return metadata;
    }

    private static PlacedTensor ParseTensor(string location, string name, ref Utf8JsonReader reader)
    {
        string? typeName = null;
        ImmutableArray<long>? shape = null;
        (long Begin, long End)? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8) && typeName is null)
                typeName = ReadTypeName(location, name, ref reader);
            else if (reader.ValueTextEquals("shape"u8) && shape is null)
                shape = ReadNumbers(location, name, "shape", CheckpointDefect.InvalidHeader, ref reader);
            else if (reader.ValueTextEquals("data_offsets"u8) && offsets is null)
                offsets = ReadOffsets(location, name, ref reader);
            else if (reader.ValueTextEquals("dtype"u8) || reader.ValueTextEquals("shape"u8) || reader.ValueTextEquals("data_offsets"u8))
                throw Fail(location, CheckpointDefect.DuplicateName, $"tensor '{name}' has a member twice");
            else
                reader.Skip();
        }

        if (typeName is null || shape is not { } dimensions || offsets is not var (begin, end))
            throw Fail(location, CheckpointDefect.InvalidHeader, $"tensor '{name}' lacks {(typeName is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (SafetensorsTypes.Parse(typeName) is not { } type)
            throw Fail(location, CheckpointDefect.Dtype, $"tensor '{name}' has the dtype '{typeName}', which is not read. Convert the checkpoint to BF16 or F32");
        if (begin > end)
            throw Fail(location, CheckpointDefect.Offsets, $"tensor '{name}' begins at {begin} and ends before that, at {end}");
        if (type.TryGetByteLength(dimensions.AsSpan()) is not { } length)
            throw Fail(location, CheckpointDefect.Overflow, $"tensor '{name}' of shape [{string.Join(", ", dimensions)}] is larger than 2^63 bytes");
        if (length != end - begin)
            throw Fail(location, CheckpointDefect.ShapeSize, $"tensor '{name}', {typeName} [{string.Join(", ", dimensions)}], needs {length} bytes, but its offsets give {end - begin}");
        return new PlacedTensor(new TensorEntry(name, type, dimensions, length), begin);
    }

    private static string ReadTypeName(string location, string name, ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        return reader.TokenType == JsonTokenType.String
            ? JsonText.ReadName(location, ref reader)
            : throw Fail(location, CheckpointDefect.InvalidHeader, $"the dtype of tensor '{name}' is a JSON {reader.TokenType}, not a string");
    }

    private static (long Begin, long End) ReadOffsets(string location, string name, ref Utf8JsonReader reader)
    {
        var numbers = ReadNumbers(location, name, "data_offsets", CheckpointDefect.Offsets, ref reader);
        return numbers.Length == 2
            ? (numbers[0], numbers[1])
            : throw Fail(location, CheckpointDefect.InvalidHeader, $"data_offsets of tensor '{name}' has {numbers.Length} numbers, not a begin and an end");
    }

    private static ImmutableArray<long> ReadNumbers(string location, string name, string member, CheckpointDefect whenNegative, ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fail(location, CheckpointDefect.InvalidHeader, $"{member} of tensor '{name}' is a JSON {reader.TokenType}, not an array");

        var numbers = ImmutableArray.CreateBuilder<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == MaxDimensions)
                throw Fail(location, CheckpointDefect.InvalidHeader, $"{member} of tensor '{name}' has more than {MaxDimensions} numbers");
            numbers.Add(ReadNumber(location, name, member, whenNegative, ref reader));
        }

        return numbers.DrainToImmutable();
    }

    private static long ReadNumber(string location, string name, string member, CheckpointDefect whenNegative, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var number))
                return number >= 0 ? number : throw Fail(location, whenNegative, $"{member} of tensor '{name}' has the negative number {number}");
            if (reader.TryGetUInt64(out var large))
                throw Fail(location, CheckpointDefect.Overflow, $"{member} of tensor '{name}' has the number {large}, which does not fit 63 bits");
        }

        throw Fail(location, CheckpointDefect.InvalidHeader, $"{member} of tensor '{name}' has an element that is no whole number");
    }

    private static CheckpointFormatException Fail(string location, CheckpointDefect defect, string reason) => new(defect, $"{location}: {reason}.");
}
