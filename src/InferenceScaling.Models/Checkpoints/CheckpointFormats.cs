using System.Buffers.Binary;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Llama2c;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Decides by the content which reader a path belongs to.</summary>
internal static class CheckpointFormats
{
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return CheckpointFolder.Open(path);
        if (path.EndsWith(".safetensors.index.json", StringComparison.Ordinal))
            return ShardedSafetensors.Open(path);

        var open = Choose(path);
        return open(path);
    }

    private static Func<string, Checkpoint> Choose(string path)
    {
        using var file = MappedFile.Open(path);
        using var bytes = file.Borrow(0, (int)Math.Min(file.Length, 256));
        var start = bytes.Span;
        if (start.StartsWith("GGUF"u8))
            return GgufFile.Open;
        if (Llama2cLayout.HasMagic(start) || Llama2cFile.IsLegacy(start, file.Length))
            return Llama2cFile.Open;
        if (LooksLikeSafetensors(start))
            return SafetensorsFile.Open;

        // Nothing is recognised: a known name means a damaged file, and its reader says best what is wrong.
        if (path.EndsWith(".safetensors", StringComparison.Ordinal))
            return SafetensorsFile.Open;
        if (path.EndsWith(".gguf", StringComparison.Ordinal))
            return GgufFile.Open;
        if (ForeignFormat.Describe(start) is { } foreign)
            throw new CheckpointFormatException(ForeignFormat.IsBarePickle(start) ? CheckpointDefect.UnsafePickle : CheckpointDefect.UnsupportedFormat, $"{path} cannot be opened: {foreign}.");
        throw new CheckpointFormatException(
            CheckpointDefect.UnsupportedFormat,
            $"{path} ({file.Length} bytes, beginning with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}) is in no format that is read: a folder with model.safetensors, a .safetensors file, a .gguf file, or a llama2.c .bin file of just the length its header asks for.");
    }

    private static bool LooksLikeSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > sizeof(ulong) && start[sizeof(ulong)] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)SafetensorsFile.MaxHeaderLength;
}
