using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;

namespace InferenceScaling.Durability;

/// <summary>What a request asks of which reasoner, as the data of the entry that begins it.</summary>
internal sealed record RequestRecord(Prompt Prompt, ulong Seed, ImmutableArray<(string Name, string Value)> Settings)
{
    private const byte Version = 1;

    public static RequestRecord Of(ReasoningRequest request, SearchSettings settings) => new(request.Prompt, request.Seed, [.. SettingsDescription.Of(settings)]);

    public static RequestRecord Read(ReadOnlySpan<byte> data, string name)
    {
        var reader = new RecordReader(data, name);
        reader.RequireVersion(Version);
        var seed = (ulong)reader.Long();
        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        for (var count = reader.Count(size: 5); count > 0; count--)
            messages.Add(new((PromptRole)reader.Byte(), reader.Text()));
        var settings = ImmutableArray.CreateBuilder<(string, string)>();
        for (var count = reader.Count(size: 8); count > 0; count--)
            settings.Add((reader.Text(), reader.Text()));
        reader.RequireEnd();
        return new(new(messages.ToImmutable()), seed, settings.ToImmutable());
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Long((long)Seed);
        writer.Int(Prompt.Messages.Length);
        foreach (var message in Prompt.Messages)
        {
            writer.Byte((byte)message.Role);
            writer.Text(message.Text);
        }

        writer.Int(Settings.Length);
        foreach (var (name, value) in Settings)
        {
            writer.Text(name);
            writer.Text(value);
        }

        return writer.Written.ToArray();
    }

    /// <summary>The first thing in which another run of a request differs from this one; null if nothing does.</summary>
    public (string Name, string Begun, string Now)? DifferenceTo(RequestRecord now)
    {
        if (Seed != now.Seed)
            return ("Seed", Seed.ToString(CultureInfo.InvariantCulture), now.Seed.ToString(CultureInfo.InvariantCulture));
        if (Prompt != now.Prompt)
            return ("Prompt", Prompt.ToString(), now.Prompt.ToString());
        var begun = Settings.ToDictionary(static setting => setting.Name, static setting => setting.Value, StringComparer.Ordinal);
        foreach (var (name, value) in now.Settings)
        {
            if (!begun.Remove(name, out var other))
                return (name, "not set", value);
            if (other != value)
                return (name, other, value);
        }

        return begun.Count == 0 ? null : (begun.First().Key, begun.First().Value, "not set");
    }
}
