using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Verification;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Best-of-N by the library's own strategy; the model's certainty chooses, which costs nothing.</summary>
internal sealed class BackendBestOf : IScenarioRun
{
    private readonly LanguageModel _language;
    private readonly IReasoner _reasoner;
    private readonly PeerModel _model;
    private readonly SessionShape _shape;
    private int _number;

    public BackendBestOf(Backend backend, PeerModel model, SessionShape shape)
    {
        (_model, _shape) = (model, shape);
        _language = model.Load(backend, new() { CachedPrompts = 0 });
        _reasoner = Reasoner.For(_language)
            .WithVerifier(new ConfidenceVerifier())
            .WithSteps(steps => steps with { MaxTokens = shape.Generated })
            .WithPathLimits(limits => limits with { Steps = 1, Tokens = shape.Generated })
            .UseBestOfN(options => options.Samples = shape.Sequences)
            .Build();
    }

    public async ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var request = new ReasoningRequest { Prompt = _model.Text(_shape.Prompt, _number++), Seed = (ulong)_number };
        var started = TimeProvider.System.GetTimestamp();
        var result = await _reasoner.ReasonAsync(request, cancellationToken);
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        if (result.Usage.Tokens.Generated != _shape.Sequences * _shape.Generated)
            throw new InvalidOperationException($"{result.Usage.Tokens.Generated} tokens were generated; expected {_shape.Sequences * _shape.Generated}.");
    }

    public void Dispose()
    {
        _reasoner.Dispose();
        _language.Dispose();
    }
}
