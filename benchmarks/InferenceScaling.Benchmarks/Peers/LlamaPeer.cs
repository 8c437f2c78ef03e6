using InferenceScaling.Benchmarks.Llama;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>llama.cpp on the same file.</summary>
internal sealed class LlamaPeer(int threads, PeerModel model) : Peer(PeerName, takesPartInAll: true)
{
    public const string PeerName = "llama.cpp Q8_0";

    private readonly LlamaModel _native = new(model.Path);

    public override long WeightBytes => _native.Bytes;

    public override IPeerSession Open(SessionShape shape) => new LlamaSession(_native, threads, shape);

    public override IScenarioRun OpenFirstToken(int prompt) => new LlamaFirstToken(_native, threads, model, prompt);

    public override IScenarioRun OpenBestOf(SessionShape shape) => new LlamaBestOf(_native, threads, model, shape);

    public override IScenarioRun OpenBeam(BeamShape shape) => new LlamaBeam(_native, threads, model, shape);

    public override void Dispose() => _native.Dispose();
}
