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
    public virtual MemoryEstimate EstimateMemory(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var weights = 0L;
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var elements = 1L;
            foreach (var size in weight.Shape)
                elements = checked(elements * size);
            weights = checked(weights + elements);
        }

        return new(checked(weights * sizeof(float)), 2L * config.LayerCount * config.Attention.KeyValueHeadCount * config.Attention.HeadSize * sizeof(float));
    }
}
