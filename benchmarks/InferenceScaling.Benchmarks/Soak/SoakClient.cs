using InferenceScaling.Models;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks.Soak;

/// <summary>One search after another, each of random shape: some paths are forked, scored, given up in the middle, left alone; in the end all are released.</summary>
internal sealed class SoakClient(LanguageModel model, SoakCounts counts, ulong seed, int number)
{
    private const int MostPaths = 12;
    private const int MostBranches = 4;

    private readonly Random _random = new(HashCode.Combine(seed, number));

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await SearchAsync(cancellationToken);
    }

    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        // Few beginnings for many searches: prompts are shared, kept and evicted.
        Prompt prompt = SyntheticVocabulary.Text(100 + (50 * _random.Next(20)));
        var root = ReasoningPath.Root(prompt, (ulong)_random.NextInt64());
        var all = new List<ReasoningPath> { root };
        var open = new List<ReasoningPath> { root };
        try
        {
            for (var round = _random.Next(2, 8); round > 0 && open.Count > 0 && !cancellationToken.IsCancellationRequested; round--)
            {
                var parent = open[_random.Next(open.Count)];
                var grown = await Task.WhenAll(Enumerable.Range(0, _random.Next(1, MostBranches + 1)).Select(ordinal => GrowAsync(parent, (round * MostBranches) + ordinal, _random.Next(), cancellationToken)));
                foreach (var path in grown.OfType<ReasoningPath>())
                {
                    all.Add(path);
                    if (path.IsOpen)
                        open.Add(path);
                }

                while (open.Count > MostPaths)
                    Drop(all, open, _random.Next(open.Count));
                if (_random.Next(3) == 0 && all[^1].Step is not null)
                    await TryAsync(token => model.ScoreStepAsync(all[^1], cancellationToken: token), counts.AddScored, _random.Next(), cancellationToken);
            }
        }
        finally
        {
            foreach (var path in all)
                model.Release(path);
        }
    }

    private async Task<ReasoningPath?> GrowAsync(ReasoningPath parent, int ordinal, int chance, CancellationToken cancellationToken)
    {
        ReasoningPath? grown = null;

        // Without chance, paths of all clients come to the same steps, and share them.
        var options = new StepOptions
        {
            MaxTokens = chance % 3 == 0 ? 8 * (1 + (chance / 3 % 4)) : 1 + (chance % 40),
            Delimiters = [],
            Sampling = new() { Temperature = chance % 3 == 0 ? 0 : 1 },
        };
        await TryAsync(async token => grown = parent.Extend(ordinal, await model.GenerateStepAsync(parent, ordinal, options, token)), counts.AddGenerated, chance, cancellationToken);
        return grown;
    }

    // One call in eight is given up after a moment.
    private async Task TryAsync(Func<CancellationToken, Task> call, Action count, int chance, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (chance % 8 == 0)
            patience.CancelAfter(TimeSpan.FromMilliseconds(1 + (chance / 8 % 30)));
        try
        {
            await call(patience.Token);
            count();
        }
        catch (OperationCanceledException)
        {
            counts.AddCancelled();
        }
        catch (IOException)
        {
            counts.AddFailed();
        }
    }

    private void Drop(List<ReasoningPath> all, List<ReasoningPath> open, int index)
    {
        model.Release(open[index]);
        all.Remove(open[index]);
        open.RemoveAt(index);
    }
}
