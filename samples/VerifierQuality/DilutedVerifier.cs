using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace VerifierQuality;

/// <summary>A verifier whose scores of steps are mixed with noise. A step keeps its noise: what the verifier is wrong about once, it is wrong about in every path that shares it.</summary>
/// <param name="inner">The verifier.</param>
/// <param name="noise">The noise's share: 0 is the verifier as it is, 1 is a coin.</param>
/// <param name="draw">Which noise.</param>
internal sealed class DilutedVerifier(IVerifier inner, double noise, int draw) : IVerifier
{
    // Far from the numbers that the generator draws.
    private const ulong Place = 1_000_000;

    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        var scores = await inner.ScoreAsync(path, cancellationToken);
        return scores with { Values = Dilute(path, scores.Values, noise, draw) };
    }

    public void Release(ReasoningPath path) => inner.Release(path);

    public static ImmutableArray<double> Dilute(ReasoningPath path, ImmutableArray<double> scores, double noise, int draw)
    {
        var diluted = new double[scores.Length];
        for (var node = path; node.Step is not null; node = node.Parent!)
            diluted[node.Depth - 1] = ((1 - noise) * scores[node.Depth - 1]) + (noise * node.Random.Uniform(Place + (ulong)draw));
        return [.. diluted];
    }
}
