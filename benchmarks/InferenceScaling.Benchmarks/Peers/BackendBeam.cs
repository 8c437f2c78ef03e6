using InferenceScaling.Models;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Verification;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Beam search by the library's own strategy, steps scored by a process reward model of the same weights in an executor of its own.</summary>
internal sealed class BackendBeam : IScenarioRun
{
    private readonly LanguageModel _language;
    private readonly RewardModel _verifier;
    private readonly IReasoner _reasoner;
    private readonly PeerModel _model;
    private readonly BeamShape _shape;
    private int _number;

    public BackendBeam(Backend backend, PeerModel model, BeamShape shape)
    {
        (_model, _shape) = (model, shape);
        _language = model.Load(backend, new() { CachedPrompts = 0 });
        _verifier = RewardModel.Create(model.Load(backend, new() { CachedPrompts = 0 }), RewardFamily.OpenR);
        _reasoner = Reasoner.For(_language)
            .WithVerifier(_verifier)
            .AggregateBy(ScoreAggregation.Last)
            .WithSteps(steps => steps with { MaxTokens = shape.StepTokens })
            .WithPathLimits(limits => limits with { Steps = shape.Steps, Tokens = shape.Steps * shape.StepTokens })
            .UseBeamSearch(options => (options.Width, options.Branching, options.Levels) = (shape.Width, shape.Branching, shape.Steps))
            .Build();
    }

    public async ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var request = new ReasoningRequest { Prompt = _model.Text(_shape.Prompt, _number++), Seed = (ulong)_number };
        var started = TimeProvider.System.GetTimestamp();
        var result = await _reasoner.ReasonAsync(request, cancellationToken);
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        if (result.Usage.Tokens.Generated != _shape.Tokens)
            throw new InvalidOperationException($"{result.Usage.Tokens.Generated} tokens were generated; expected {_shape.Tokens}.");
    }

    public void Dispose()
    {
        _reasoner.Dispose();
        _verifier.Dispose();
        _language.Dispose();
    }
}
