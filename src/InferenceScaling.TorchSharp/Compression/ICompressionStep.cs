namespace InferenceScaling.TorchSharp.Compression;

/// <summary>One step of a <see cref="ModelCompressor"/>: makes a smaller decoder of a decoder, or a better one of a damaged one.</summary>
public interface ICompressionStep
{
    /// <summary>What reports call it, with its settings: an interrupted compression takes up what a step of the same name has done.</summary>
    string Name { get; }

    /// <summary>Whether it reads calibration texts: without them, a compression with such a step is refused before any work.</summary>
    bool NeedsTexts => false;

    /// <summary>Whether the step makes up for what the one before it lost: both are then judged together. Unless overridden: no.</summary>
    bool Recovers => false;

    /// <summary>Does the step. What it is given stays as it is.</summary>
    /// <param name="decoder">What the steps before made.</param>
    /// <param name="context">Texts, and where to keep what is half done.</param>
    /// <param name="cancellationToken">Stops the step; where a folder is given, what is done is kept there.</param>
    /// <exception cref="CompressionException">The decoder has not the form the step needs, or its activations are no numbers.</exception>
    Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken);
}
