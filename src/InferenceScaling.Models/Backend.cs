using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models;

/// <summary>Chooses what computes: makes an executor for a decoder and its weights. <c>Backend.Cpu()</c> is built in; each executor package adds its own (<c>Backend.Torch()</c>).</summary>
public abstract class Backend
{
    /// <summary>Makes an executor; called on the thread that will run it.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    public abstract IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights);

    /// <summary>Says what an executor of this backend would take. Unless overridden: weights and cache in 32-bit floats.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights, for how they are stored; null if unknown, which counts as fp32. Nothing is read.</param>
    public virtual MemoryEstimate EstimateMemory(DecoderConfig config, IDecoderWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var elements = DecoderWeightList.Of(config).Sum(static weight => weight.ElementCount);
        return new(checked(elements * sizeof(float)), 2L * Enumerable.Range(0, config.LayerCount).Sum(layer => (long)config.AttentionOf(layer).KeyValueWidth) * sizeof(float));
    }
}
