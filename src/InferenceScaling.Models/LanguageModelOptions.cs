using System.Collections.Immutable;

namespace InferenceScaling.Models;

/// <summary>How a <see cref="LanguageModel"/> reads prompts, ends steps and uses memory.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>What the model is called in tables of prices and energies.</summary>
    /// <value>The default is null: the name of the folder or file it was loaded from, or of the hub's repository, <c>owner/name</c>.</value>
    public string? Name { get; init; }

    /// <summary>Longest context in tokens, prompt and answer together; at least 2.</summary>
    /// <value>The default is null: what the model was made for.</value>
    public int? ContextLength { get; init; }

    /// <summary>Most bytes of key-value cache. The limit slows requests down and never fails them: what does not fit waits, or is computed again.</summary>
    /// <value>The default is null: a quarter of the memory available, and at least one context. It is taken as it is needed.</value>
    public long? KvMemoryLimit { get; init; }

    /// <summary>Strings that end a step where <see cref="Paths.StepOptions.Delimiters"/> says nothing.</summary>
    /// <value>The default is one blank line. Empty: an answer is one step.</value>
    public ImmutableArray<string> StepDelimiters { get; init; } = ["\n\n"];

    /// <summary>File of the tokenizer (<c>tokenizer.json</c>, or llama2.c's <c>tokenizer.bin</c>) where it is not with the weights.</summary>
    /// <value>The default is null: found with the weights.</value>
    public string? TokenizerPath { get; init; }

    /// <summary>Folder of a LoRA adapter in PEFT's format (<c>adapter_config.json</c>, <c>adapter_model.safetensors</c>) that is added to the weights while they are read. For models from folders.</summary>
    /// <value>The default is null: no adapter.</value>
    public string? AdapterPath { get; init; }

    /// <summary>How prompts are framed.</summary>
    /// <value>The default is <see cref="Prompting.Auto"/>.</value>
    public Prompting Prompting { get; init; } = Prompting.Auto;

    /// <summary>Steps and scores that are computed together; 1 to 4096.</summary>
    /// <value>The default is 128.</value>
    public int MaxConcurrency { get; init; } = 128;

    /// <summary>Tokens of one pass through the model: steps take one each, prompts fill the rest. More than <see cref="MaxConcurrency"/>; less makes cancellation quicker, more reads prompts faster.</summary>
    /// <value>The default is 256.</value>
    public int TokensPerPass { get; init; } = 256;

    /// <summary>Prompts kept in the cache after their last path was released, for the next request that has the same.</summary>
    /// <value>The default is 16.</value>
    public int CachedPrompts { get; init; } = 16;

    /// <summary>The clock of chat templates that write the date.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (ContextLength is < 2)
            throw new ArgumentOutOfRangeException(nameof(ContextLength), ContextLength, $"{nameof(ContextLength)} is {ContextLength}; expected at least 2.");
        if (MaxConcurrency is < 1 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(MaxConcurrency), MaxConcurrency, $"{nameof(MaxConcurrency)} is {MaxConcurrency}; expected 1 to 4096.");
        if (TokensPerPass <= MaxConcurrency)
            throw new ArgumentOutOfRangeException(nameof(TokensPerPass), TokensPerPass, $"{nameof(TokensPerPass)} is {TokensPerPass}; expected more than {nameof(MaxConcurrency)} ({MaxConcurrency}), so that prompts are read while steps are generated.");
        if (CachedPrompts < 0)
            throw new ArgumentOutOfRangeException(nameof(CachedPrompts), CachedPrompts, $"{nameof(CachedPrompts)} is {CachedPrompts}; expected at least 0.");
    }
}
