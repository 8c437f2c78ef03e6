using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>A folder with matrices in integers, of which one file is mutated.</summary>
public abstract class QuantizedTarget : FileTarget
{
    protected override void Read(string path)
    {
        using var source = DecoderSource.Open(Folder);
        _ = source.FindNonFiniteWeights();
        foreach (var weight in DecoderWeightList.Of(source.Config))
        {
            if (source.Weights.Quantization(weight.Name) is not null)
                _ = source.Weights.ReadQuantized(weight.Name);
        }
    }
}
