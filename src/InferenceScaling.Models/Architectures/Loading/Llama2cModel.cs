using InferenceScaling.Models.Checkpoints.Llama2c;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Understands llama2.c files, which store queries and keys for interleaved rotation.</summary>
internal static class Llama2cModel
{
    public static (DecoderConfig Config, Func<string, WeightSource> Locate) Read(Llama2cFile file)
    {
        var header = file.Header;
        var config = new DecoderConfig
        {
            Family = "llama",
            VocabularySize = header.VocabularySize,
            OutputWidth = header.VocabularySize,
            ContextLength = header.SequenceLength,
            HiddenSize = header.Dim,
            LayerCount = header.LayerCount,
            Attention = new()
            {
                HeadCount = header.HeadCount,
                KeyValueHeadCount = header.KeyValueHeadCount,
                HeadSize = header.HeadDim,
                Scale = 1 / Math.Sqrt(header.HeadDim),
            },
            Rope = new() { RotaryDimensions = header.HeadDim },
            FeedForward = new() { IntermediateSize = header.HiddenDim, Gated = true },
            Layers = [.. Enumerable.Repeat(new LayerConfig(), header.LayerCount)],
            Head = new() { Tied = header.TiedClassifier },
        };
        return (config, Locate);

        WeightSource Locate(string name)
        {
            var weight = WeightName.Parse(name);
            if (weight.Part == "head")
                return WeightSource.Whole("lm_head.weight");
            var tensor = "model." + TensorNames.Standard.Tensor(weight);
            return weight.Part is "attention.q" or "attention.k" ? new(tensor, [], RowOrder.Pairs(header.HeadDim)) : WeightSource.Whole(tensor);
        }
    }
}
