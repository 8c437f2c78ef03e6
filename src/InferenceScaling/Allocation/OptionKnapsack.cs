namespace InferenceScaling.Allocation;

/// <summary>One option for each of several questions under one budget: the multiple-choice knapsack (Sinha and Zoltners 1979).</summary>
public static class OptionKnapsack
{
    /// <summary>Most combinations of cost and value that <see cref="Solve"/> keeps at a time.</summary>
    public const int MaxStates = 1_000_000;

    // Sums of costs must not miss a budget by a rounding.
    private const double Slack = 1e-12;

    /// <summary>The best choice, exactly, by the sums of cost and value that nothing dominates (Nemhauser and Ullmann 1969).</summary>
    /// <param name="questions">The options of each question, at least one.</param>
    /// <param name="budget">Cost in all.</param>
    /// <returns>The place of the chosen option of each question.</returns>
    /// <exception cref="ArgumentException">The cheapest options are dearer than the budget, or an option is no number.</exception>
    /// <exception cref="InvalidOperationException">There are more than <see cref="MaxStates"/> combinations; <see cref="Relax"/> is then nearly as good and fast.</exception>
    public static int[] Solve(IReadOnlyList<IReadOnlyList<AllocationOption>> questions, double budget)
    {
        Check(questions, budget);
        var limit = budget + (Slack * Math.Max(1, Math.Abs(budget)));
        var cheapestAfter = new double[questions.Count + 1];
        for (var index = questions.Count - 1; index >= 0; index--)
            cheapestAfter[index] = cheapestAfter[index + 1] + questions[index].Min(static option => option.Cost);
        List<State> states = [new(0, 0, null, -1)];
        for (var index = 0; index < questions.Count; index++)
        {
            var next = new List<State>();
            for (var option = 0; option < questions[index].Count; option++)
            {
                var (cost, value) = questions[index][option];
                foreach (var state in states)
                {
                    if (state.Cost + cost + cheapestAfter[index + 1] <= limit)
                        next.Add(new(state.Cost + cost, state.Value + value, state, option));
                }

                if (next.Count > 8 * MaxStates)
                    next = Undominated(next);
            }

            states = Undominated(next);
            if (states.Count > MaxStates)
                throw new InvalidOperationException($"The exact choice for {questions.Count} questions keeps more than {MaxStates:N0} combinations after {index + 1} of them; use {nameof(Relax)}, or round the costs.");
        }

        var choice = new int[questions.Count];
        var last = states[^1];
        for (var index = choice.Length - 1; index >= 0; index--)
            (choice[index], last) = (last.Option, last.Before!);
        return choice;
    }

    /// <summary>The best value if options could be mixed: an upper bound, missed by <see cref="Solve"/> by less than one option's value.</summary>
    /// <param name="questions">The options of each question, at least one.</param>
    /// <param name="budget">Cost in all.</param>
    /// <exception cref="ArgumentException">The cheapest options are dearer than the budget, or an option is no number.</exception>
    public static double Relax(IReadOnlyList<IReadOnlyList<AllocationOption>> questions, double budget)
    {
        Check(questions, budget);
        var total = 0.0;
        var left = budget;
        var steps = new List<(double Cost, double Value)>();
        foreach (var options in questions)
        {
            var hull = CostAccuracyHull.Hull([.. options.Select(static option => option.Cost)], [.. options.Select(static option => option.Value)]);
            total += options[hull[0]].Value;
            left -= options[hull[0]].Cost;
            for (var index = 1; index < hull.Length; index++)
                steps.Add((options[hull[index]].Cost - options[hull[index - 1]].Cost, options[hull[index]].Value - options[hull[index - 1]].Value));
        }

        foreach (var (cost, value) in steps.OrderByDescending(static step => step.Value / step.Cost))
        {
            var share = Math.Min(1, Math.Max(0, left) / cost);
            total += share * value;
            left -= cost;
            if (left <= 0)
                break;
        }

        return total;
    }

    // The cheapest first; what costs more must be worth more.
    private static List<State> Undominated(List<State> states)
    {
        states.Sort(static (left, right) => left.Cost != right.Cost ? left.Cost.CompareTo(right.Cost) : right.Value.CompareTo(left.Value));
        var kept = new List<State>();
        foreach (var state in states)
        {
            if (kept.Count == 0 || state.Value > kept[^1].Value)
                kept.Add(state);
        }

        return kept;
    }

    private static void Check(IReadOnlyList<IReadOnlyList<AllocationOption>> questions, double budget)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var least = 0.0;
        for (var index = 0; index < questions.Count; index++)
        {
            if (questions[index] is not { Count: > 0 } options)
                throw new ArgumentException($"Question {index} has no options; give it at least one, such as one of cost 0.", nameof(questions));
            if (options.FirstOrDefault(static option => !(option.Cost >= 0 && double.IsFinite(option.Cost) && double.IsFinite(option.Value)), new(-1, 0)) is { Cost: not -1 } wrong)
                throw new ArgumentException($"Question {index} has the option {wrong}; a cost must be 0 or more, and cost and value finite.", nameof(questions));
            least += options.Min(static option => option.Cost);
        }

        if (!(least <= budget + (Slack * Math.Max(1, Math.Abs(budget)))))
            throw new ArgumentException($"The budget is {budget}; the cheapest options of all {questions.Count} questions together cost {least}.", nameof(budget));
    }

    private sealed record State(double Cost, double Value, State? Before, int Option);
}
