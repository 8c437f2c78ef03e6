using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Distillation;

/// <summary>How far a model is from another at the targets of texts. Both are measured at temperature 1, in nats.</summary>
/// <param name="ForwardKl">Mean KL(teacher ‖ student).</param>
/// <param name="ReverseKl">Mean KL(student ‖ teacher).</param>
/// <param name="LargestForwardKl">The largest KL(teacher ‖ student) of all positions: damage that a mean hides.</param>
/// <param name="TopAgreement">Share of positions where both find the same token most probable.</param>
public sealed record DistillationScores(double ForwardKl, double ReverseKl, double LargestForwardKl, double TopAgreement)
{
    private static readonly DistillationLoss Forward = new();
    private static readonly DistillationLoss Reverse = new() { Divergence = DivergenceKind.ReverseKl };

    /// <summary>Compares two models on texts, without gradients.</summary>
    /// <param name="teacher">The one.</param>
    /// <param name="student">The other.</param>
    /// <param name="texts">The texts; at least one with a target.</param>
    /// <param name="textsPerBatch">Texts computed at once.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">No text has a target, or the vocabularies differ.</exception>
    public static DistillationScores Of(TrainableDecoder teacher, TrainableDecoder student, IReadOnlyList<TrainingSequence> texts, int textsPerBatch = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(textsPerBatch, 1);
        if (teacher.Config.OutputWidth != student.Config.OutputWidth)
            throw new ArgumentException($"The teacher has {teacher.Config.OutputWidth} outputs and the student {student.Config.OutputWidth}; expected the same vocabulary, token by token.", nameof(student));
        using var mode = no_grad();
        var (forward, reverse, largest, agreed, count) = (0.0, 0.0, 0.0, 0L, 0L);
        foreach (var chunk in texts.Where(text => text.Targets.Any(target => target >= 0)).OrderBy(text => text.Tokens.Length).Chunk(textsPerBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = TrainingBatch.Of([.. chunk.Select(text => (IReadOnlyList<TrainingSequence>)[text])]);
            var (one, other) = (Outputs(teacher, batch), Outputs(student, batch));
            var divergences = Divergences.Of(other, one, Forward).data<double>().ToArray();
            forward += divergences.Sum();
            largest = Math.Max(largest, divergences.Max());
            reverse += Divergences.Of(other, one, Reverse).data<double>().Sum();
            agreed += one.argmax(-1).data<long>().Zip(other.argmax(-1).data<long>(), (left, right) => left == right).Count(same => same);
            count += batch.Targets.Length;
        }

        return count > 0
            ? new(forward / count, reverse / count, largest, (double)agreed / count)
            : throw new ArgumentException("None of the texts has a target; give texts with something to predict.", nameof(texts));
    }

    // In double precision: models that nearly agree differ by less than fp32 can tell.
    private static Tensor Outputs(TrainableDecoder decoder, TrainingBatch batch) =>
        decoder.Outputs(batch, tensor(batch.TargetRows).to(device(decoder.Device.Device))).cpu().to(ScalarType.Float64);
}
