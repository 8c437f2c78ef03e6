using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>What a call asks, as a hash: two calls with one key have one answer, whatever the strategy that makes them.</summary>
/// <remarks>A generator's answer depends on path, ordinal and options only, a verifier's on the path. The path holds prompt, seed and all steps down to it.</remarks>
internal static class CallKey
{
    private static readonly ConditionalWeakTable<ReasoningPath, StrongBox<UInt128>> Paths = [];
    private static readonly ConditionalWeakTable<StepOptions, StrongBox<UInt128>> Options = [];

    public static UInt128 OfStep(ReasoningPath path, int ordinal, StepOptions options)
    {
        var writer = new RecordWriter();
        writer.Byte((byte)JournalEntryKind.Step);
        writer.Key(Of(path));
        writer.Int(ordinal);
        writer.Key(Of(options));
        return Hash(writer);
    }

    public static UInt128 OfScores(ReasoningPath path)
    {
        var writer = new RecordWriter();
        writer.Byte((byte)JournalEntryKind.Scores);
        writer.Key(Of(path));
        return Hash(writer);
    }

    /// <summary>Of reading a prompt's state, which depends on nothing else.</summary>
    public static UInt128 OfState(Prompt prompt)
    {
        var writer = new RecordWriter();
        writer.Byte((byte)JournalEntryKind.State);
        Write(writer, prompt);
        return Hash(writer);
    }

    public static UInt128 Hash(RecordWriter writer)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.Written.Span, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static UInt128 Of(StepOptions options)
    {
        if (Options.TryGetValue(options, out var known))
            return known.Value;
        var writer = new RecordWriter();
        foreach (var (name, value) in SettingsDescription.Of(options))
        {
            writer.Text(name);
            writer.Text(value);
        }

        return Options.GetValue(options, _ => new(Hash(writer))).Value;
    }

    // From the deepest known ancestor down, not by recursion: a path may be very long.
    private static UInt128 Of(ReasoningPath path)
    {
        var unknown = new Stack<ReasoningPath>();
        StrongBox<UInt128>? known = null;
        for (var node = path; node is not null && !Paths.TryGetValue(node, out known); node = node.Parent)
            unknown.Push(node);
        var writer = new RecordWriter();
        while (unknown.TryPop(out var node))
        {
            writer.Clear();
            if (node.Step is null)
                WriteRoot(writer, node);
            else
                WriteChild(writer, known!.Value, node);
            var hash = new StrongBox<UInt128>(Hash(writer));
            Paths.AddOrUpdate(node, hash);
            known = hash;
        }

        return known!.Value;
    }

    private static void WriteRoot(RecordWriter writer, ReasoningPath root)
    {
        writer.Long((long)root.Random.Key);
        Write(writer, root.Prompt);
    }

    private static void Write(RecordWriter writer, Prompt prompt)
    {
        writer.Int(prompt.Messages.Length);
        foreach (var message in prompt.Messages)
        {
            writer.Byte((byte)message.Role);
            writer.Text(message.Text);
        }
    }

    private static void WriteChild(RecordWriter writer, UInt128 parent, ReasoningPath node)
    {
        writer.Key(parent);
        writer.Int(node.Ordinal);
        StepRecord.WriteContent(writer, node.Step!);
    }
}
