using System.Globalization;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Distillation;

/// <summary>Divergence of a student from a teacher whose weights stay as they are, on given texts or on the student's own.</summary>
internal sealed class DistillationObjective(TrainableDecoder teacher, TrainableDecoder student, DistillationOptions options) : ITrainingObjective
{
    private readonly StudentPolicy _policy = new(student, options, teacher.Config.ContextLength);

    public string Identity { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"teacher {ModelFingerprint.Of(teacher.Config, teacher.Weights)}; {options.Loss.Identity}{(options.OnPolicyShare > 0 ? $"; {options.OnPolicyShare} on policy, every {options.PolicyEvery}: {options.Continuations.Identity}" : "")}");

    public IEnumerable<(string Name, Tensor State)> States => _policy.States;

    public TrainingBatch Prepare(TrainingBatch batch, long step, long number, CancellationToken cancellationToken)
    {
        if (options.OnPolicyShare == 0)
            return batch;
        _policy.Follow(step);
        if (new SplitMix(options.Continuations.Seed, number).Uniform() >= options.OnPolicyShare)
            return batch;
        var prompts = batch.Texts.SelectMany(row => row).Where(text => PromptLength(text) > 0).Select(text => text.Tokens[..PromptLength(text)].ToArray()).ToArray();
        var written = new Queue<int[]>(_policy.Write(prompts, number, cancellationToken));
        var own = TrainingBatch.Of([.. batch.Texts.Select(row => (IReadOnlyList<TrainingSequence>)[.. row.Select(text => Own(text, written))])], isSampled: true);

        // A student that can write nothing, for every prompt fills its context, learns from what it was given.
        return own.Targets.Length > 0 ? own : batch;
    }

    public Tensor Loss(TrainingBatch batch)
    {
        var place = torch.device(student.Device.Device);
        var rows = tensor(batch.TargetRows).to(place);
        var targets = batch.IsSampled ? null : tensor(batch.Targets).to(place);
        return Divergences.Loss(student.Outputs(batch, rows), Teach(batch).to(place), targets, options.Loss);
    }

    public void Dispose() => _policy.Dispose();

    private Tensor Teach(TrainingBatch batch)
    {
        using var mode = no_grad();
        return teacher.Outputs(batch, tensor(batch.TargetRows).to(torch.device(teacher.Device.Device)));
    }

    private static int PromptLength(TrainingSequence text)
    {
        for (var index = 0; index < text.Targets.Length; index++)
        {
            if (text.Targets[index] >= 0)
                return index + 1;
        }

        return 0;
    }

    private static TrainingSequence Own(TrainingSequence text, Queue<int[]> written) =>
        PromptLength(text) is > 0 and var length ? TrainingSequence.After([.. written.Dequeue()], length) : text;
}
