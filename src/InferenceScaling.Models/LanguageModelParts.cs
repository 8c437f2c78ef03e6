using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Chat;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

/// <summary>What a <see cref="LanguageModel"/> is made of, for models that do not come from a path.</summary>
public sealed record LanguageModelParts
{
    /// <summary>Makes the executor. Called once, on the thread that will run it.</summary>
    public required Func<IDecoderExecutor> CreateExecutor { get; init; }

    /// <summary>Opens the decoder's weights again, for what reads them later, such as compression; null where they are gone once the executor has them.</summary>
    public Func<IDecoderSource>? OpenDecoder { get; init; }

    /// <summary>The tokenizer. Ids from its size on are never drawn, even if the model has outputs for them.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>Ids that end a text.</summary>
    public ImmutableArray<int> EndOfText { get; init; } = [];

    /// <summary>Tells the weights, and what computes with them, from others: see <see cref="IStepGenerator.Identity"/>. Null names the model by its shape only.</summary>
    public string? Identity { get; init; }

    /// <summary>What the model reads in place of a text, or null for the text itself: given the prompt and the text of the prompt, of one of its messages, or of a step without token ids.</summary>
    /// <remarks>A function of its arguments alone, for words that the tokenizer does not know. An <see cref="ArgumentException"/> of its refuses the prompt.</remarks>
    public Func<Prompt, string, string>? ReadAs { get; init; }

    /// <summary>The chat template, or null.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>Special tokens a chat template writes by name: the spelling of <c>bos_token</c>, or null.</summary>
    public string? BeginningToken { get; init; }

    /// <summary>Special tokens a chat template writes by name: the spelling of <c>eos_token</c>, or null.</summary>
    public string? EndToken { get; init; }
}
