using InferenceScaling.Benchmarks.Llama;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>
/// What a careful user of llama.cpp writes for beam search: generator and verifier each with one cache in which branches share their cells,
/// and the verifier reads the new tokens only. Branches are sequences 0 to width − 1, the beams they grow from the ones after.
/// </summary>
internal sealed class LlamaBeam : IScenarioRun
{
    private readonly PeerModel _model;
    private readonly BeamShape _shape;
    private readonly LlamaContext _generator;
    private readonly LlamaContext _verifier;
    private readonly LlamaSampler[] _samplers;
    private readonly int _mark;
    private readonly int _good;
    private readonly int _bad;
    private int _number;

    public LlamaBeam(LlamaModel native, int threads, PeerModel model, BeamShape shape)
    {
        (_model, _shape) = (model, shape);
        _mark = model.Tokenizer.TokenId(BeamShape.Mark) ?? throw new InvalidOperationException($"The model has no token {BeamShape.Mark}, which is to end the verifier's steps; name another model by --model, or leave beam search out by --only.");
        _good = model.Tokenizer.Encode(BeamShape.Good, addSpecialTokens: false)[^1];
        _bad = model.Tokenizer.Encode(BeamShape.Bad, addSpecialTokens: false)[^1];

        // Room for the prompt, the beams with all their steps, and a step of every branch.
        var room = shape.Prompt + ((shape.Beams * shape.Steps) + shape.Width) * (shape.StepTokens + 1);
        _generator = native.CreateContext(threads, shape.Width + shape.Beams, room, unified: true);
        _verifier = native.CreateContext(threads, shape.Width + shape.Beams, room, unified: true);
        _samplers = [.. Enumerable.Range(1, shape.Width).Select(seed => new LlamaSampler((uint)seed))];
    }

    public ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var prompt = _model.Tokens(_shape.Prompt, _number++);
        var started = TimeProvider.System.GetTimestamp();
        Search(prompt, cancellationToken);
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        _generator.Clear();
        _verifier.Clear();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        Array.ForEach(_samplers, sampler => sampler.Dispose());
        _generator.Dispose();
        _verifier.Dispose();
    }

    private void Search(int[] prompt, CancellationToken cancellationToken)
    {
        // The root is the only beam at first. The prompt's last token is held back: each branch runs it, or its beam's last, as its own first.
        var (position, read) = (prompt.Length - 1, prompt.Length);
        _ = _generator.Add(prompt.AsSpan(0, position), 0, _shape.Width);
        _ = _verifier.Add(prompt, 0, _shape.Width);
        _generator.Run();
        _verifier.Run();
        int[] pending = [prompt[^1]];
        for (var step = 0; step < _shape.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var steps = Generate(pending, position);
            var scores = Score(steps, pending.Length, read);
            int[] kept = [.. Enumerable.Range(0, _shape.Width).OrderByDescending(branch => scores[branch]).Take(_shape.Beams)];
            Keep(_generator, kept, pending.Length);
            Keep(_verifier, kept, pending.Length);
            position += _shape.StepTokens;
            read += _shape.StepTokens + 1;
            pending = [.. kept.Select(branch => steps[branch][^1])];
        }
    }

    private int[][] Generate(int[] pending, int position)
    {
        var steps = new int[_shape.Width][];
        for (var branch = 0; branch < _shape.Width; branch++)
        {
            _generator.Copy(_shape.Width + (branch % pending.Length), branch);
            steps[branch] = new int[_shape.StepTokens];
        }

        for (var token = 0; token < _shape.StepTokens; token++)
        {
            for (var branch = 0; branch < _shape.Width; branch++)
                _ = _generator.Add(token == 0 ? pending[branch % pending.Length] : steps[branch][token - 1], position + token, branch, output: true);
            _generator.Run();
            for (var branch = 0; branch < _shape.Width; branch++)
                steps[branch][token] = _generator.Sample(_samplers[branch], branch);
        }

        return steps;
    }

    private float[] Score(int[][] steps, int beams, int position)
    {
        var last = new int[_shape.Width];
        for (var branch = 0; branch < _shape.Width; branch++)
        {
            _verifier.Copy(_shape.Width + (branch % beams), branch);
            last[branch] = _verifier.Add([.. steps[branch], _mark], position, branch);
        }

        _verifier.Run();
        return [.. last.Select(index => _verifier.Logits(index)[_good] - _verifier.Logits(index)[_bad])];
    }

    /// <summary>Makes the kept branches the beams of the next step and forgets the others.</summary>
    private void Keep(LlamaContext context, int[] kept, int beams)
    {
        for (var beam = 0; beam < beams; beam++)
            context.Remove(_shape.Width + beam);
        for (var beam = 0; beam < kept.Length; beam++)
            context.Copy(kept[beam], _shape.Width + beam);
        for (var branch = 0; branch < _shape.Width; branch++)
            context.Remove(branch);
    }
}
