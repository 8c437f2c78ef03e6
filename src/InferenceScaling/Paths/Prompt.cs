using System.Collections.Immutable;

namespace InferenceScaling.Paths;

/// <summary>What the model is asked: messages, which a chat model's template frames and a plain model reads one after the other.</summary>
/// <param name="Messages">At least one message.</param>
public sealed record Prompt(ImmutableArray<PromptMessage> Messages)
{
    /// <summary>A prompt of one user message.</summary>
    /// <param name="text">The question.</param>
    public static implicit operator Prompt(string text) => FromString(text);

    /// <summary>A prompt of one user message.</summary>
    /// <param name="text">The question.</param>
    public static Prompt FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([new PromptMessage(PromptRole.User, text)]);
    }

    /// <summary>The messages' texts, one after the other with blank lines between.</summary>
    public override string ToString() => string.Join("\n\n", Messages.Select(message => message.Text));

    /// <summary>Whether two prompts hold the same messages.</summary>
    /// <param name="other">Another prompt.</param>
    public bool Equals(Prompt? other) => other is not null && Messages.AsSpan().SequenceEqual(other.Messages.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var message in Messages)
            hash.Add(message);
        return hash.ToHashCode();
    }
}
