using InferenceScaling.Budgets;
using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>Counts the key-value memory that models hold for the paths of a request, as their caches do: a path keeps its ancestors' memory until it is released itself. Thread-safe.</summary>
internal sealed class PathMemory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReasoningPath, List<Run>> _runs = [];

    /// <summary>The longest beginning of a path, or the path itself, that a model holds; null if there is none.</summary>
    public ReasoningPath? Nearest(object model, ReasoningPath path)
    {
        lock (_gate)
        {
            for (var node = path; node is not null; node = node.Parent)
            {
                if (Find(model, node) is not null)
                    return node;
            }

            return null;
        }
    }

    /// <summary>A model holds another run of tokens.</summary>
    /// <param name="model">The generator or verifier.</param>
    /// <param name="path">The path that the run ends.</param>
    /// <param name="before">The path that it follows, if the model holds that; null if it stands alone.</param>
    /// <param name="bytes">The run's memory, which the ledger has booked.</param>
    /// <param name="ledger">Gets the memory back.</param>
    public void Hold(object model, ReasoningPath path, ReasoningPath? before, long bytes, BudgetLedger ledger)
    {
        lock (_gate)
        {
            var parent = before is null ? null : Find(model, before);
            if (parent is not null)
                parent.References++;
            if (!_runs.TryGetValue(path, out var runs))
                _runs[path] = runs = [];
            runs.Add(new(model, parent, bytes, ledger));
        }
    }

    /// <summary>No model will be asked to extend a path or to score it again.</summary>
    public void Release(ReasoningPath path)
    {
        lock (_gate)
        {
            if (!_runs.Remove(path, out var runs))
                return;
            foreach (var released in runs)
            {
                for (var run = released; run is not null && --run.References == 0; run = run.Parent)
                    run.Ledger.GiveBack(run.Bytes);
            }
        }
    }

    /// <summary>The request has ended.</summary>
    public void ReleaseAll()
    {
        ReasoningPath[] held;
        lock (_gate)
            held = [.. _runs.Keys];
        foreach (var path in held)
            Release(path);
    }

    private Run? Find(object model, ReasoningPath path) => _runs.TryGetValue(path, out var runs) ? runs.Find(run => ReferenceEquals(run.Model, model)) : null;

    private sealed class Run(object model, Run? parent, long bytes, BudgetLedger ledger)
    {
        public object Model => model;

        public Run? Parent => parent;

        public long Bytes => bytes;

        public BudgetLedger Ledger => ledger;

        public int References { get; set; } = 1;
    }
}
