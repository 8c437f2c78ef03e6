using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>Random weights. Drawn on the CPU, so that every device starts from the same.</summary>
internal sealed class WeightStart(DecoderConfig config, WeightInitialization options, Generator generator, TrainingDevice device)
{
    private readonly float[]? _rows = options.OrthonormalEmbeddings ? Orthonormal(config, generator) : null;

    public Tensor Make(WeightShape weight)
    {
        using var scope = NewDisposeScope();
        var shape = weight.Shape.ToArray();
        var values = weight.Name switch
        {
            _ when weight.Name.EndsWith(".bias", StringComparison.Ordinal) => zeros(shape),
            _ when IsNorm(weight.Name) => ScalarOperations.Full(shape, (float)(1 - config.Norm.WeightOffset)),
            "embed.weight" => Embedding(shape),
            "head.weight" when _rows is not null && shape[0] == config.VocabularySize => Embedding(shape),
            _ when weight.Name.StartsWith("embed_shift.", StringComparison.Ordinal) => Shift(shape),
            "embed_position.weight" => Normal(shape, options.EmbeddingDeviation),
            "head.weight" => Normal(shape, 1 / Math.Sqrt(shape[1])),
            _ when weight.Name.EndsWith(".o.weight", StringComparison.Ordinal) || weight.Name.EndsWith(".down.weight", StringComparison.Ordinal) => Normal(shape, options.OutputGain / Math.Sqrt(2.0 * config.LayerCount * shape[1])),
            _ => Normal(shape, options.InputGain / Math.Sqrt(shape[1])),
        };
        return values.to(torch.device(device.Device), copy: true).MoveToOuterDisposeScope();
    }

    private Tensor Embedding(long[] shape) => _rows is null ? Normal(shape, options.EmbeddingDeviation) : tensor(_rows, shape);

    private Tensor Shift(long[] shape) => options.OrthonormalEmbeddings ? tensor(Orthonormal(config, generator), shape).Times(options.ShiftScale) : Normal(shape, options.EmbeddingDeviation);

    private Tensor Normal(long[] shape, double deviation) => randn(shape, generator: generator).Times(deviation);

    private static float[] Orthonormal(DecoderConfig config, Generator generator)
    {
        if (config.VocabularySize > config.HiddenSize)
            throw new ArgumentException($"A vocabulary of {config.VocabularySize} has no orthonormal rows of width {config.HiddenSize}; switch {nameof(WeightInitialization.OrthonormalEmbeddings)} off, or make the model at least {config.VocabularySize} wide.");
        using var scope = NewDisposeScope();
        var (columns, _) = linalg.qr(randn([config.HiddenSize, config.VocabularySize], generator: generator));
        return columns.t().contiguous().data<float>().ToArray();
    }

    private static bool IsNorm(string name)
    {
        var part = name.AsSpan(0, name.LastIndexOf('.'));
        return part.EndsWith("norm");
    }
}
