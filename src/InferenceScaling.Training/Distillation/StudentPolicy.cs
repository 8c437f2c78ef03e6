using InferenceScaling.Models.Decoding;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Distillation;

/// <summary>The student as it writes texts: with the weights it had when it was last followed. Where those outlive a step, they are part of checkpoints, for a training that goes on has to write with them.</summary>
internal sealed class StudentPolicy : IDisposable
{
    private readonly TrainableDecoder _student;
    private readonly DistillationOptions _options;
    private readonly int _contextLength;
    private readonly SortedDictionary<string, Tensor> _copies = new(StringComparer.Ordinal);
    private IDecoderExecutor? _executor;
    private long _followed = -1;

    /// <param name="student">The student.</param>
    /// <param name="options">When and how it writes.</param>
    /// <param name="contextLength">Longest text that its teacher can read.</param>
    public StudentPolicy(TrainableDecoder student, DistillationOptions options, int contextLength)
    {
        _contextLength = contextLength;
        _student = student;
        _options = options;
        if (options is not { OnPolicyShare: > 0, PolicyEvery: > 1 })
            return;
        foreach (var (name, parameter) in student.Parameters)
            _copies.Add(name, Copy(parameter));
    }

    /// <summary>The weights it writes with, where they outlive a step.</summary>
    public IEnumerable<(string Name, Tensor State)> States => _copies.Select(pair => ($"policy.{pair.Key}", pair.Value));

    /// <summary>Takes over the student's weights where a step is due for it.</summary>
    public void Follow(long step)
    {
        if (step % _options.PolicyEvery != 0 || step == _followed)
            return;
        _followed = step;
        _executor?.Dispose();
        _executor = null;
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, copy) in _copies)
            copy.copy_(_student.Parameters[name]);
    }

    /// <summary>Writes texts after prompts.</summary>
    /// <param name="prompts">Token ids, at least one each.</param>
    /// <param name="series">Another series, other draws.</param>
    /// <param name="cancellationToken">Stops between two passes.</param>
    public List<int[]> Write(IReadOnlyList<int[]> prompts, long series, CancellationToken cancellationToken)
    {
        // An executor reads the weights when it is made.
        _executor ??= _options.Continuations.Computes.CreateExecutor(_student.Config, new ParameterWeights(_copies.Count > 0 ? _copies : _student.Parameters));
        return new ContinuationSampler(_executor, _options.Continuations, _contextLength).Sample(prompts, series, cancellationToken);
    }

    public void Dispose()
    {
        _executor?.Dispose();
        foreach (var copy in _copies.Values)
            copy.Dispose();
    }

    private static Tensor Copy(Tensor parameter)
    {
        using var detached = parameter.detach();
        return detached.clone().DetachFromDisposeScope();
    }
}
