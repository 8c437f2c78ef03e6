using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using TorchSharp;

namespace InferenceScaling.Training.Child;

/// <summary>A task that a tiny model learns in seconds: repeat three symbols backwards.</summary>
public sealed class TinyTask : ITrainingSource
{
    private const int Symbols = 6;
    private const int Turn = 7;

    public string Identity => "three symbols backwards";

    public static TrainableDecoder Model(ulong seed = 3, TrainingDevice? device = null)
    {
        // Threads that wait for each other take longer than matrices this small.
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
        using var settings = JsonDocument.Parse("""
            { "model_type": "llama", "vocab_size": 8, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2,
              "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 16, "rms_norm_eps": 1e-5, "tie_word_embeddings": false }
            """);
        return TrainableDecoder.Create(settings.RootElement, seed, new() { OrthonormalEmbeddings = true }, device);
    }

    public static TrainingOptions Options(long steps = 150) => new()
    {
        TotalSteps = steps,
        Batches = new() { TokensPerBatch = 512, BatchesPerPool = 3, LongestSequence = 16 },
        Optimizer = new() { Muon = new(), AdamW = new() { LearningRate = 1e-2 } },
        Schedule = new() { WarmupSteps = 5 },
        ReportEvery = 10,
    };

    public static float[] Weights(TrainableDecoder decoder)
    {
        var all = new List<float>();
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            var values = new float[weight.ElementCount];
            decoder.Weights.Read(weight.Name, 0, values);
            all.AddRange(values);
        }

        return [.. all];
    }

    public TrainingSequence Read(long index, double progress)
    {
        var draws = new SplitMix(99, index);
        var (a, b, c) = (1 + draws.Below(Symbols), 1 + draws.Below(Symbols), 1 + draws.Below(Symbols));
        return TrainingSequence.After([a, b, c, Turn, c, b, a], promptLength: 4);
    }
}
