using InferenceScaling.Models;
using InferenceScaling.Verification;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Ranks paths of known truth by a verifier.</summary>
internal static class RankingMeasurement
{
    /// <summary>The score of every path, by problem.</summary>
    public static async Task<double[][]> ScoreAsync(LanguageModel model, CompressedDecoder decoder, Backend backend, RankingTask task, CancellationToken cancellationToken)
    {
        await using var language = model.WithDecoder(decoder.Config, decoder.Weights, backend);
        var verifier = task.CreateVerifier(language);
        try
        {
            return await ScoreAsync(verifier, task, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (verifier is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else
                (verifier as IDisposable)?.Dispose();
        }
    }

    private static async Task<double[][]> ScoreAsync(IVerifier verifier, RankingTask task, CancellationToken cancellationToken)
    {
        var aggregation = task.Aggregation ?? ScoreAggregation.Product;
        var scores = new double[task.Paths.Count][];
        for (var problem = 0; problem < scores.Length; problem++)
        {
            scores[problem] = await Task.WhenAll(task.Paths[problem].Select(async item =>
            {
                var steps = await verifier.ScoreAsync(item.Path, cancellationToken).ConfigureAwait(false);
                return aggregation.Aggregate(steps.Values.AsSpan());
            })).ConfigureAwait(false);
            foreach (var (path, _) in task.Paths[problem])
            {
                for (var node = path; node.Step is not null; node = node.Parent!)
                    verifier.Release(node);
            }
        }

        return scores;
    }

    /// <summary>How the pairs of two scorings compare.</summary>
    public static RankingChange Compare(RankingTask task, double[][] before, double[][] after)
    {
        var (pairs, original, compressed, all, same) = (0L, 0.0, 0.0, 0L, 0L);
        for (var problem = 0; problem < before.Length; problem++)
        {
            var paths = task.Paths[problem];
            for (var one = 0; one < paths.Count; one++)
            {
                for (var other = 0; other < one; other++)
                {
                    var (was, now) = (before[problem][one].CompareTo(before[problem][other]), after[problem][one].CompareTo(after[problem][other]));
                    all++;
                    same += Math.Sign(was) == Math.Sign(now) ? 1 : 0;
                    if (paths[one].IsRight == paths[other].IsRight)
                        continue;
                    pairs++;
                    var wanted = paths[one].IsRight ? 1 : -1;
                    original += Won(Math.Sign(was) * wanted);
                    compressed += Won(Math.Sign(now) * wanted);
                }
            }
        }

        return new(before.Sum(static scores => scores.Length), pairs, original / pairs, compressed / pairs, (double)same / all);

        static double Won(int sign) => sign > 0 ? 1 : sign == 0 ? 0.5 : 0;
    }
}
