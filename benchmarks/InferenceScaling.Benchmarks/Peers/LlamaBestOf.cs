using InferenceScaling.Benchmarks.Llama;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>What a careful user of llama.cpp writes for best-of-N: the prompt is read once, its cells are shared, all continuations run in one batch, and llama.cpp samples.</summary>
internal sealed class LlamaBestOf : IScenarioRun
{
    private readonly PeerModel _model;
    private readonly SessionShape _shape;
    private readonly LlamaContext _context;
    private readonly LlamaSampler[] _samplers;
    private int _number;

    public LlamaBestOf(LlamaModel native, int threads, PeerModel model, SessionShape shape)
    {
        (_model, _shape) = (model, shape);
        _context = native.CreateContext(threads, shape.Sequences, shape.Prompt + (shape.Sequences * shape.Generated), unified: true);
        _samplers = [.. Enumerable.Range(1, shape.Sequences).Select(seed => new LlamaSampler((uint)seed))];
    }

    public ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var prompt = _model.Tokens(_shape.Prompt, _number++);
        var started = TimeProvider.System.GetTimestamp();
        var last = _context.Add(prompt, 0, sequence: 0);
        _context.Run();
        int[] tokens = [.. _samplers.Select(sampler => _context.Sample(sampler, last))];
        for (var sequence = 1; sequence < _shape.Sequences; sequence++)
            _context.Copy(0, sequence);
        for (var step = 1; step < _shape.Generated; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var sequence = 0; sequence < tokens.Length; sequence++)
                _ = _context.Add(tokens[sequence], _shape.Prompt + step - 1, sequence, output: true);
            _context.Run();
            for (var sequence = 0; sequence < tokens.Length; sequence++)
                tokens[sequence] = _context.Sample(_samplers[sequence], sequence);
        }

        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        _context.Clear();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        Array.ForEach(_samplers, sampler => sampler.Dispose());
        _context.Dispose();
    }
}
