using InferenceScaling.Benchmarks.Measuring;
using InferenceScaling.Models;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Verification;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Beam search by the library's own strategy, steps scored by a process reward model of the same weights, or of the first of its layers, in an executor of its own.</summary>
internal sealed class BackendBeam : IScenarioRun
{
    private readonly LanguageModel _language;
    private readonly RewardModel _verifier;
    private readonly TimedBackend _verifying;
    private readonly IReasoner _reasoner;
    private readonly PeerModel _model;
    private readonly BeamShape _shape;
    private int _number;

    public BackendBeam(Backend backend, PeerModel model, BeamShape shape)
    {
        (_model, _shape) = (model, shape);
        _language = model.Load(backend, new() { CachedPrompts = 0 });
        _verifying = new(backend);
        _verifier = RewardModel.Create(model.Load(_verifying, new() { CachedPrompts = 0 }, shape.VerifierDepth), RewardFamily.Marked(BeamShape.Mark, BeamShape.Good, BeamShape.Bad));
        _reasoner = Reasoner.For(_language)
            .WithVerifier(_verifier)
            .AggregateBy(ScoreAggregation.Last)
            .WithSteps(steps => steps with { MaxTokens = shape.StepTokens })
            .WithPathLimits(limits => limits with { Steps = shape.Steps, Tokens = shape.Steps * shape.StepTokens })
            .UseBeamSearch(options => (options.Width, options.Branching, options.Levels) = (shape.Width, shape.Branching, shape.Steps))
            .Build();
    }

    public double? VerifierShare { get; private set; }

    public async ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var request = new ReasoningRequest { Prompt = _model.Text(_shape.Prompt, _number++), Seed = (ulong)_number };
        _ = _verifying.Take();
        var started = TimeProvider.System.GetTimestamp();
        var result = await _reasoner.ReasonAsync(request, cancellationToken);
        var taken = TimeProvider.System.GetElapsedTime(started);
        VerifierShare = _verifying.Take() / taken;
        seconds.Add(taken.TotalSeconds);
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
