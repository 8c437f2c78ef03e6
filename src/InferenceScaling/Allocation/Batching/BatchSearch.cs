using System.Globalization;
using InferenceScaling.Search;
using InferenceScaling.Selection;

namespace InferenceScaling.Allocation.Batching;

/// <summary>
/// One question of a batch (Damani et al. 2024, "Learning How Hard to Think"): samples as many paths as it is given, round after round.
/// Each round, samples go to the questions where the next one is expected to add most.
/// </summary>
internal sealed class BatchSearch(BatchRounds rounds, int question, BatchGain gain, AnswerSelector selector) : SearchStrategy
{
    public override string Name => "batch allocation";

    public override bool RequiresVerifier => gain.RequiresScores;

    public override AnswerSelector DefaultSelector => selector;

    public override async Task RunAsync(SearchContext search)
    {
        var (samples, turns) = (0, 0);
        while (!search.ShouldStop)
        {
            var more = await rounds.NextAsync(question, search.Candidates, search.CancellationToken).ConfigureAwait(false);
            if (more == 0)
                break;
            await search.RolloutAsync(search.Root, more).ConfigureAwait(false);
            (samples, turns) = (samples + more, turns + 1);
        }

        search.Explain(string.Create(CultureInfo.InvariantCulture, $"{samples} of the batch's {rounds.Total} samples in {turns} rounds"));
    }
}
