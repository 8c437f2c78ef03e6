namespace InferenceScaling.Models.Architectures;

/// <summary>A decoder that can be read: what it is and its weights. Whoever opens one disposes it.</summary>
public interface IDecoderSource : IDisposable
{
    /// <summary>The decoder.</summary>
    DecoderConfig Config { get; }

    /// <summary>Its weights; usable until this is disposed.</summary>
    IDecoderWeights Weights { get; }
}
