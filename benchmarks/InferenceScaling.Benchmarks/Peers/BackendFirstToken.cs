using InferenceScaling.Models;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>The first token of a text, through <see cref="LanguageModel.GenerateStepAsync"/>: encoding, scheduling, reading, sampling.</summary>
internal sealed class BackendFirstToken(Backend backend, PeerModel model, int prompt) : IScenarioRun
{
    private static readonly StepOptions Options = new() { MaxTokens = 1, Sampling = SamplingOptions.Greedy };

    private readonly LanguageModel _language = model.Load(backend, new() { CachedPrompts = 0 });
    private int _number;

    public async ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        var path = ReasoningPath.Root(model.Text(prompt, _number++), seed: 0);
        var started = TimeProvider.System.GetTimestamp();
        var step = await _language.GenerateStepAsync(path, 0, Options, cancellationToken);
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        if (step.Usage.Prompt != prompt || step.Tokens.Length != 1)
            throw new InvalidOperationException($"{step.Usage.Prompt} tokens were read and {step.Tokens.Length} generated; expected {prompt} and 1.");
        _language.Release(path.Extend(0, step));
    }

    public void Dispose() => _language.Dispose();
}
