using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Distillation;

/// <summary>Texts that a model wrote, to learn from: distillation of whole sequences (Kim and Rush 2016), where the teacher need not be at hand while the student learns.</summary>
public static class SampledTexts
{
    /// <summary>Draws a text after each prompt; everything after the prompt is learnt.</summary>
    /// <param name="teacher">What writes.</param>
    /// <param name="prompts">Token ids of the prompts. Name one several times for several texts.</param>
    /// <param name="settings">How it writes; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two passes.</param>
    /// <returns>As many texts as prompts, in their order. Same arguments, same texts.</returns>
    /// <exception cref="ArgumentException">A prompt is empty, or the decoder is no language model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range, or a prompt has an id that the model does not know.</exception>
    public static Task<ImmutableArray<TrainingSequence>> DrawAsync(TrainableDecoder teacher, IReadOnlyList<ImmutableArray<int>> prompts, ContinuationSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        return DrawAsync(teacher.Config, teacher.Weights, prompts, settings, cancellationToken);
    }

    /// <summary>Draws a text after each prompt from weights of any file; everything after the prompt is learnt.</summary>
    /// <param name="config">The decoder that writes.</param>
    /// <param name="weights">Its weights; read when the drawing begins.</param>
    /// <param name="prompts">Token ids of the prompts. Name one several times for several texts.</param>
    /// <param name="settings">How it writes; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two passes.</param>
    /// <returns>As many texts as prompts, in their order. Same arguments, same texts.</returns>
    /// <exception cref="ArgumentException">A prompt is empty, or the decoder is no language model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range, or a prompt has an id that the model does not know.</exception>
    public static Task<ImmutableArray<TrainingSequence>> DrawAsync(DecoderConfig config, IDecoderWeights weights, IReadOnlyList<ImmutableArray<int>> prompts, ContinuationSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(prompts);
        settings ??= new();
        settings.Validate();
        for (var index = 0; index < prompts.Count; index++)
        {
            if (prompts[index].IsDefaultOrEmpty)
                throw new ArgumentException($"Prompt {index} has no tokens; expected at least one.", nameof(prompts));
        }

        return Task.Run(() => Draw(config, weights, prompts, settings, cancellationToken), cancellationToken);
    }

    private static ImmutableArray<TrainingSequence> Draw(DecoderConfig config, IDecoderWeights weights, IReadOnlyList<ImmutableArray<int>> prompts, ContinuationSettings settings, CancellationToken cancellationToken)
    {
        using var executor = settings.Computes.CreateExecutor(config, weights);
        var texts = new ContinuationSampler(executor, settings).Sample([.. prompts.Select(prompt => prompt.ToArray())], series: 0, cancellationToken);
        return [.. texts.Select((text, index) => TrainingSequence.After([.. text], prompts[index].Length))];
    }
}
