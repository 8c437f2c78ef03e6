using System.Text.Json;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Verifiers;

namespace InferenceScaling.Training.Tests.Verifiers;

public sealed class StepClassifierTests
{
    [Theory]
    [InlineData(StepLabelScheme.Local)]
    [InlineData(StepLabelScheme.Prefix)]
    public async Task A_classifier_of_steps_learns_its_labels(StepLabelScheme scheme)
    {
        using var settings = JsonDocument.Parse("""
            { "model_type": "llama", "architectures": ["LlamaForTokenClassification"], "num_labels": 2, "vocab_size": 8, "hidden_size": 32, "intermediate_size": 64,
              "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 16, "rms_norm_eps": 1e-5 }
            """);
        using var decoder = TrainableDecoder.Create(settings.RootElement, 5);
        await new ModelTrainer(decoder, new Repeats(scheme), TinyTask.Options(200)).TrainAsync();
        TrainingSequence[] unseen = [.. Enumerable.Range(1_000_000, 100).Select(index => new Repeats(scheme).Read(index, 0))];
        SequenceScores.Of(decoder, unseen).TokenAccuracy.Should().BeGreaterThan(0.95);
    }

    /// <summary>A prompt of one symbol and three steps that should repeat it, each wrong one time in three.</summary>
    private sealed class Repeats(StepLabelScheme scheme) : ITrainingSource
    {
        public string Identity => $"repeats, {scheme}";

        public TrainingSequence Read(long index, double progress)
        {
            var draws = new SplitMix(4, index);
            var symbol = 1 + draws.Below(6);
            var steps = new LabelledStep[3];
            for (var step = 0; step < steps.Length; step++)
            {
                var isRight = draws.Uniform() < 2.0 / 3;
                steps[step] = new([isRight ? symbol : 1 + ((symbol + draws.Below(5)) % 6), 7], isRight);
            }

            return StepClassifierLesson.Create([symbol], steps, scheme, StepLabelDensity.LastToken);
        }
    }
}
