using System.Numerics.Tensors;
using InferenceScaling.Benchmarks.Llama;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>The first token of a text, with the library's tokenizer before llama.cpp.</summary>
internal sealed class LlamaFirstToken(LlamaModel native, int threads, PeerModel model, int prompt) : IScenarioRun
{
    private readonly LlamaContext _context = native.CreateContext(threads, sequences: 1, prompt + 1, unified: false);
    private int _number;

    public ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var text = model.Text(prompt, _number++);
        var started = TimeProvider.System.GetTimestamp();
        var last = _context.Add(model.Tokenizer.Encode(text, matching: AddedTokenMatching.OrdinaryOnly), 0, sequence: 0);
        _context.Run();
        _ = TensorPrimitives.IndexOfMax(_context.Logits(last));
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        _context.Clear();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _context.Dispose();
}
