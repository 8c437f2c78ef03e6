using InferenceScaling.Benchmarks.Llama;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Sequences in llama.cpp's cache: a stream for each, or, where they share a prompt, one cache in which the prompt's cells belong to all.</summary>
internal sealed class LlamaSession : IPeerSession
{
    private readonly SessionShape _shape;
    private readonly LlamaContext _context;
    private readonly float[]?[] _promptLogits;
    private int _position;

    public LlamaSession(LlamaModel model, int threads, SessionShape shape)
    {
        _shape = shape;
        _promptLogits = new float[shape.Sequences][];
        var tokens = shape.Shared ? shape.Prompt + (shape.Sequences * shape.Generated) : shape.Prompt + shape.Generated;
        _context = model.CreateContext(threads, shape.Sequences, tokens, shape.Shared);
    }

    public void Read(int[][] prompts)
    {
        for (var sequence = 0; sequence < prompts.Length; sequence++)
        {
            var last = _context.Add(prompts[sequence], 0, sequence);
            _context.Run();
            _promptLogits[sequence] = _context.Logits(last).ToArray();
        }

        for (var sequence = prompts.Length; sequence < _shape.Sequences; sequence++)
        {
            _context.Copy(0, sequence);
            _promptLogits[sequence] = _promptLogits[0];
        }

        _position = _shape.Prompt;
    }

    public void Step(ReadOnlySpan<int> tokens)
    {
        for (var sequence = 0; sequence < tokens.Length; sequence++)
            _ = _context.Add(tokens[sequence], _position, sequence, output: true);
        _context.Run();
        _position++;
    }

    public ReadOnlySpan<float> Logits(int sequence) => _position == _shape.Prompt ? _promptLogits[sequence] : _context.Logits(sequence);

    public void Rewind()
    {
        for (var sequence = 0; sequence < _shape.Sequences; sequence++)
            _context.Remove(sequence, _shape.Prompt);
        _position = _shape.Prompt;
    }

    public void Clear() => _context.Clear();

    public void Dispose() => _context.Dispose();
}
