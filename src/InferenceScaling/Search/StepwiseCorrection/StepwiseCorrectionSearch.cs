using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.StepwiseCorrection;

/// <summary>
/// Stepwise correction (Wu et al. 2024, "Enhancing Mathematical Reasoning in LLMs by Stepwise Correction", arXiv 2410.12934).
/// A step that the verifier rejects is written anew, and after several failures the step above is taken back:
/// compute goes to the steps that need it and to no others.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class StepwiseCorrectionSearch(StepwiseCorrectionOptions options) : SearchStrategy
{
    private readonly int _samples = (options ?? throw new ArgumentNullException(nameof(options))).Samples;
    private readonly double _threshold = options.Threshold;
    private readonly int _attempts = options.Attempts;
    private readonly int _backtracks = options.Backtracks;
    private readonly string _critiqueText = options.CritiqueText;
    private readonly string _feedbackText = options.FeedbackText;

    /// <inheritdoc/>
    public override string Name => "stepwise correction";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var drafts = Enumerable.Range(0, _samples).Select(_ => new Draft(search.Root, _backtracks)).ToList();
        while (drafts.Count > 0 && !search.ShouldStop)
        {
            var steps = await search.ExpandAsync([.. drafts.Select(draft => new Expansion(draft.From, 1))], score: true).ConfigureAwait(false);
            var waiting = drafts.GroupBy(draft => draft.From).ToDictionary(group => group.Key, group => new Queue<Draft>(group));
            drafts = [];
            foreach (var step in steps)
            {
                var draft = waiting[step.Path.Parent!].Dequeue();
                if (Continue(search, draft, step))
                    drafts.Add(draft);
            }
        }
    }

    // Whether the draft goes on, and from where.
    private bool Continue(SearchContext search, Draft draft, ScoredPath step)
    {
        if (step.StepScore >= _threshold)
            return Accept(draft, step);
        draft.Tries.Add(step);
        if (draft.Tries.Count < _attempts)
        {
            var critique = Critique(step);
            if (critique.Length > 0 && step.Path is { IsOpen: true } or { IsComplete: true } && step.Path.Depth < search.Limits.Steps - 1)
                draft.From = search.Append(step.Path, critique);
            return true;
        }

        if (draft.Backtracks > 0 && draft.Accepted.TryPop(out var above))
        {
            draft.Backtracks--;
            draft.Tries.Clear();
            draft.From = draft.Place = above;
            return true;
        }

        return Accept(draft, draft.Tries[ScoreOrder.Best(draft.Tries)]);
    }

    private string Critique(ScoredPath step) => _feedbackText.Length > 0 && step.Feedback is { IsEmpty: false } feedback
        ? _feedbackText.Replace("{feedback}", string.Join("; ", feedback), StringComparison.Ordinal)
        : _critiqueText;

    private static bool Accept(Draft draft, ScoredPath step)
    {
        draft.Accepted.Push(draft.Place);
        draft.Tries.Clear();
        draft.From = draft.Place = step.Path;
        return !step.HasEnded;
    }

    /// <summary>One path in the making.</summary>
    private sealed class Draft(ReasoningPath root, int backtracks)
    {
        /// <summary>Where the next step begins: the place, or a rejected try with its critique.</summary>
        public ReasoningPath From { get; set; } = root;

        /// <summary>The last accepted step.</summary>
        public ReasoningPath Place { get; set; } = root;

        /// <summary>The accepted steps above it, the root first.</summary>
        public Stack<ReasoningPath> Accepted { get; } = [];

        public List<ScoredPath> Tries { get; } = [];

        public int Backtracks { get; set; } = backtracks;
    }
}
