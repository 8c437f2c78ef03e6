using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>The library on one of its executors. Every session reads the weights anew and gives them back.</summary>
internal sealed class BackendPeer(BackendVariant variant, int threads, PeerModel model) : Peer(variant.Name, variant.TakesPartInAll)
{
    private readonly Backend _backend = variant.Create(threads);
    private long? _weightBytes;

    public override long WeightBytes
    {
        get
        {
            if (_weightBytes is null)
                Open(new(1, 1, 1, Shared: false)).Dispose();
            return _weightBytes!.Value;
        }
    }

    public override IPeerSession Open(SessionShape shape)
    {
        using var source = DecoderSource.Open(model.Path);
        var executor = _backend.CreateExecutor(source.Config, source.Weights);
        _weightBytes = executor.WeightBytes;
        return new BackendSession(executor, shape);
    }

    public override IScenarioRun OpenFirstToken(int prompt) => new BackendFirstToken(_backend, model, prompt);

    public override IScenarioRun OpenBestOf(SessionShape shape) => new BackendBestOf(_backend, model, shape);

    public override IScenarioRun OpenBeam(BeamShape shape) => new BackendBeam(_backend, model, shape);

    public override void Dispose()
    {
    }
}
