using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Decoding;

/// <summary>Chooses what computes: makes an executor for a decoder and its weights. Each executor package adds its own (<c>Backend.Torch()</c>).</summary>
public abstract class Backend
{
    /// <summary>Makes an executor; called on the thread that will run it.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    public abstract IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights);
}
