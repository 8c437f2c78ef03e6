using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>Tokens of texts in windows: most for fitting, some held back for judging. Texts should look like those the model will read and write.</summary>
public sealed class CalibrationSet
{
    private const int JudgedEvery = 5;

    private CalibrationSet(ImmutableArray<ImmutableArray<int>> fitted, ImmutableArray<ImmutableArray<int>> judged) => (Fitted, Judged) = (fitted, judged);

    /// <summary>Windows that scales, Hessians and scores are made of.</summary>
    public ImmutableArray<ImmutableArray<int>> Fitted { get; }

    /// <summary>Windows that divergence and perplexity are measured on.</summary>
    public ImmutableArray<ImmutableArray<int>> Judged { get; }

    /// <summary>Cuts texts into windows; every fifth is held back for judging.</summary>
    /// <param name="texts">Token ids of each text, with whatever special tokens the model expects; a text does not share a window with others. Read until there are enough windows.</param>
    /// <param name="options">Lengths; null for the defaults.</param>
    /// <exception cref="ArgumentException">There are fewer than two windows of at least two tokens.</exception>
    public static CalibrationSet FromTokens(IEnumerable<IReadOnlyList<int>> texts, CalibrationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new();
        options.Validate();
        var (fitted, judged) = (ImmutableArray.CreateBuilder<ImmutableArray<int>>(), ImmutableArray.CreateBuilder<ImmutableArray<int>>());
        var count = 0;
        foreach (var window in texts.SelectMany((text, index) => (text ?? throw new ArgumentException($"Text {index} is null; expected token ids.", nameof(texts))).Chunk(options.WindowLength)).Where(static window => window.Length > 1))
        {
            // The second is judged, so that two windows are enough.
            var isJudged = count++ % JudgedEvery == 1;
            var (own, most) = isJudged ? (judged, options.JudgedWindows) : (fitted, options.Windows);
            if (own.Count < most)
                own.Add([.. window]);
            if (fitted.Count == options.Windows && judged.Count == options.JudgedWindows)
                break;
        }

        return judged.Count > 0
            ? new(fitted.ToImmutable(), judged.ToImmutable())
            : throw new ArgumentException($"The texts make {count} windows of two tokens or more; calibration needs at least two, one to fit and one to judge. Give more text.", nameof(texts));
    }

    /// <summary>Checks that a decoder knows the tokens.</summary>
    /// <exception cref="ArgumentException">It does not, or a window is longer than its context.</exception>
    internal void Check(DecoderConfig config)
    {
        foreach (var window in Fitted.Concat(Judged))
        {
            if (window.Length > config.ContextLength)
                throw new ArgumentException($"A calibration window has {window.Length} tokens; the model's context holds {config.ContextLength}. Set {nameof(CalibrationOptions)}.{nameof(CalibrationOptions.WindowLength)}.");
            if ((long)window.Length * config.OutputWidth > Array.MaxLength)
                throw new ArgumentException($"A calibration window of {window.Length} tokens with {config.OutputWidth} outputs each does not fit one array. Set {nameof(CalibrationOptions)}.{nameof(CalibrationOptions.WindowLength)} to {Array.MaxLength / config.OutputWidth} or less.");
            foreach (var token in window)
            {
                if ((uint)token >= (uint)config.VocabularySize)
                    throw new ArgumentException($"A calibration text has token {token}; the model knows {config.VocabularySize}. Encode texts with the model's own tokenizer.");
            }
        }
    }
}
