using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training;

/// <summary>How well a decoder says what it should on given texts.</summary>
/// <param name="Loss">Mean cross-entropy at the trained positions, in nats.</param>
/// <param name="TokenAccuracy">Share of positions where the target is the most probable.</param>
/// <param name="SequenceAccuracy">Share of texts where it is at every position: for a text with one right continuation, the accuracy of greedy decoding.</param>
public sealed record SequenceScores(double Loss, double TokenAccuracy, double SequenceAccuracy)
{
    /// <summary>Scores texts, without gradients.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="texts">The texts; at least one with a target.</param>
    /// <param name="textsPerBatch">Texts computed at once.</param>
    /// <exception cref="ArgumentException">No text has a target.</exception>
    public static SequenceScores Of(TrainableDecoder decoder, IReadOnlyList<TrainingSequence> texts, int textsPerBatch = 32)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(textsPerBatch, 1);
        using var mode = no_grad();
        var (loss, right, count, whole, learnt) = (0.0, 0L, 0L, 0, 0);
        foreach (var chunk in texts.Where(text => text.Targets.Any(target => target >= 0)).OrderBy(text => text.Tokens.Length).Chunk(textsPerBatch))
        {
            using var scope = NewDisposeScope();
            var batch = TrainingBatch.Of([.. chunk.Select(text => (IReadOnlyList<TrainingSequence>)[text])]);
            var outputs = decoder.Outputs(batch, tensor(batch.TargetRows).to(device(decoder.Device.Device)));
            loss += nn.functional.cross_entropy(outputs, tensor(batch.Targets).to(outputs.device)).item<float>() * batch.Targets.Length;
            var best = outputs.argmax(-1).cpu().data<long>().ToArray();
            var hits = batch.Targets.Zip(best, (target, found) => target == found).ToArray();
            right += hits.Count(hit => hit);
            count += hits.Length;
            learnt += chunk.Length;
            whole += Enumerable.Range(0, hits.Length).GroupBy(place => batch.TargetRows[place] / batch.Length).Count(text => text.All(place => hits[place]));
        }

        return count > 0
            ? new(loss / count, (double)right / count, (double)whole / learnt)
            : throw new ArgumentException("None of the texts has a target; give texts with something to predict.", nameof(texts));
    }
}
