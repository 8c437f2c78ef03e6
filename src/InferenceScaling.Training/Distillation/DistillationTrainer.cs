using InferenceScaling.Models.Architectures;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Distillation;

/// <summary>Trains a student to say what a teacher says: a smaller model, or one that was cut or rounded and has to recover.</summary>
/// <remarks>
/// All of <see cref="ModelTrainer"/> holds: checkpoints, resumption, cancellation, determinism. Teacher and student need the same vocabulary; sizes, families and devices may differ.
/// After Hinton et al. 2015 (soft targets, temperature), Kim and Rush 2016 (whole sequences, see <see cref="SampledTexts"/>), Agarwal et al. 2024 (generalised
/// Jensen-Shannon divergence, texts of the student). What a search found is learnt from a <see cref="SearchSource"/>.
/// </remarks>
public sealed class DistillationTrainer
{
    private readonly ModelTrainer _trainer;

    /// <summary>Makes a trainer.</summary>
    /// <param name="teacher">What is learnt from; its weights stay as they are.</param>
    /// <param name="student">What learns; its weights change.</param>
    /// <param name="source">The texts. The divergence counts where they have targets.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="distillation">What it learns of the teacher; null for the defaults.</param>
    /// <exception cref="ArgumentException">Teacher and student are one, have different vocabularies, or the student shall write texts and is no language model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public DistillationTrainer(TrainableDecoder teacher, TrainableDecoder student, ITrainingSource source, TrainingOptions options, DistillationOptions? distillation = null)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var settings = distillation ?? new();
        settings.Validate();
        if (ReferenceEquals(teacher, student))
            throw new ArgumentException($"Teacher and student are the same decoder, which has nothing to learn from itself; train a {nameof(TrainableDecoder.Copy)} of it.", nameof(student));
        if (teacher.Config.OutputWidth != student.Config.OutputWidth)
            throw new ArgumentException($"The teacher has {teacher.Config.OutputWidth} outputs and the student {student.Config.OutputWidth}; expected the same vocabulary, token by token.", nameof(student));
        if (settings.OnPolicyShare > 0 && student.Config.Head.Kind != HeadKind.LanguageModel)
            throw new ArgumentException($"The student's outputs are {student.Config.Head.Kind}, so it cannot write texts; set {nameof(DistillationOptions.OnPolicyShare)} to 0.", nameof(student));
        _trainer = new(student, source, options, () => new DistillationObjective(teacher, student, settings));
    }

    /// <summary>Trains to the end, from the checkpoint where there is one.</summary>
    /// <param name="progress">Hears of every report; null for nobody. Called on the training's thread.</param>
    /// <param name="cancellationToken">Stops after the step under way and writes a checkpoint.</param>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another training, or the source gives a text that cannot be learnt.</exception>
    /// <exception cref="InvalidOperationException">The loss became infinite or NaN. The checkpoint before is kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is written.</exception>
    public Task TrainAsync(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => _trainer.TrainAsync(progress, cancellationToken);
}
