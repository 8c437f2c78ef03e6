using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace VerifierQuality;

/// <summary>Knows the truth through noise: the scores of right and wrong steps are two bell curves, some standard deviations apart. What it believes of a path it mostly believes of the next step too.</summary>
/// <param name="separation">0 is a coin, 4 is nearly perfect.</param>
internal sealed class SimulatedVerifier(double separation) : IVerifier
{
    private const double Persistence = 0.8;

    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        var scores = ImmutableArray.CreateBuilder<double>(path.Depth);
        for (var node = path; node.Step is not null; node = node.Parent!)
            scores.Add(1 / (1 + Math.Exp(-1.7 * ((SimulatedGenerator.IsRight(node) ? separation / 2 : -separation / 2) + Noise(node)))));
        scores.Reverse();
        return Task.FromResult(new StepScores(scores.MoveToImmutable()));
    }

    private static double Noise(ReasoningPath node) => node.Depth == 1
        ? Normal(node.Random)
        : (Persistence * Noise(node.Parent!)) + (Math.Sqrt(1 - (Persistence * Persistence)) * Normal(node.Random));

    // By Box and Muller; far from the numbers that the generator draws.
    private static double Normal(PathRandom random) => Math.Sqrt(-2 * Math.Log(1 - random.Uniform(1000))) * Math.Cos(2 * Math.PI * random.Uniform(1001));
}
