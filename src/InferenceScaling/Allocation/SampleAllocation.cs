namespace InferenceScaling.Allocation;

/// <summary>
/// How many samples each of several questions gets when they share one budget (Damani et al. 2024, "Learning How Hard to Think").
/// The next sample goes where it adds most; where each question's gains fall with every sample, this is the best allocation there is.
/// Easy questions are soon right, hopeless ones are not worth it: what uniform allocation wastes on both goes to those between.
/// </summary>
public static class SampleAllocation
{
    /// <summary>The same number for each; the remainder goes to the first.</summary>
    /// <param name="questions">At least 1.</param>
    /// <param name="budget">Samples in all, at least 0.</param>
    public static int[] Uniform(int questions, int budget)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(questions);
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        return [.. Enumerable.Range(0, questions).Select(index => (budget / questions) + (index < budget % questions ? 1 : 0))];
    }

    /// <summary>The best allocation for known rates of success, when one right sample is enough.</summary>
    /// <param name="success">Probability that one sample of the question is right, each in [0, 1].</param>
    /// <param name="budget">Samples in all, at least 0.</param>
    /// <param name="minimum">Samples that every question gets first; 1 where each needs an answer.</param>
    /// <exception cref="ArgumentException">The budget does not hold the minimum.</exception>
    public static int[] BySuccess(IReadOnlyList<double> success, int budget, int minimum = 0)
    {
        ArgumentNullException.ThrowIfNull(success);
        foreach (var rate in success)
            Coverage.CheckSuccess(rate);
        return ByGain(success.Count, budget, (question, samples) => Coverage.Gain(success[question], samples), minimum);
    }

    /// <summary>The best allocation for uncertain rates of success, when one right sample is enough.</summary>
    /// <param name="rates">The beta distribution of each question's rate: both parameters above 0.</param>
    /// <param name="budget">Samples in all, at least 0.</param>
    /// <param name="minimum">Samples that every question gets first; 1 where each needs an answer.</param>
    /// <exception cref="ArgumentException">The budget does not hold the minimum.</exception>
    public static int[] ByPosterior(IReadOnlyList<(double Successes, double Failures)> rates, int budget, int minimum = 0)
    {
        ArgumentNullException.ThrowIfNull(rates);
        foreach (var (successes, failures) in rates)
            Coverage.CheckBeta(successes, failures);

        // What sample n + 1 adds is the chance that n failed, times the rate that n failures leave to be expected.
        var missed = Enumerable.Repeat(1.0, rates.Count).ToArray();
        var counted = new int[rates.Count];
        return ByGain(rates.Count, budget, Gain, minimum);

        double Gain(int question, int samples)
        {
            var (a, b) = rates[question];
            for (; counted[question] < samples; counted[question]++)
                missed[question] *= (b + counted[question]) / (a + b + counted[question]);
            return missed[question] * a / (a + b + samples);
        }
    }

    /// <summary>Gives one sample after the other to the question where it adds most. The best allocation if no question's gains ever rise.</summary>
    /// <param name="questions">Number of questions.</param>
    /// <param name="budget">Samples in all, at least 0. Samples that add nothing are not given.</param>
    /// <param name="gain">What a question's next sample adds, from the question's place and its samples so far. Asked with rising numbers of samples.</param>
    /// <param name="minimum">Samples that every question gets first.</param>
    /// <returns>Samples a question; among equal gains the first question wins.</returns>
    /// <exception cref="ArgumentException">The budget does not hold the minimum.</exception>
    public static int[] ByGain(int questions, int budget, Func<int, int, double> gain, int minimum = 0)
    {
        ArgumentNullException.ThrowIfNull(gain);
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        if ((long)minimum * questions > budget)
            throw new ArgumentException($"A budget of {budget} samples does not hold the minimum of {minimum} for each of {questions} questions.", nameof(budget));
        var samples = Enumerable.Repeat(minimum, questions).ToArray();
        var queue = new PriorityQueue<int, (double Gain, int Question)>(questions, Comparer<(double Gain, int Question)>.Create(
            static (left, right) => left.Gain != right.Gain ? right.Gain.CompareTo(left.Gain) : left.Question.CompareTo(right.Question)));
        for (var question = 0; question < questions; question++)
            Push(question);
        for (var left = budget - (minimum * questions); left > 0 && queue.TryDequeue(out var question, out _); left--)
        {
            samples[question]++;
            Push(question);
        }

        return samples;

        void Push(int question)
        {
            if (gain(question, samples[question]) is > 0 and var next)
                queue.Enqueue(question, (next, question));
        }
    }

    /// <summary>One sample after the other goes where it adds most for its cost. With unequal costs not always the best: see <see cref="OptionKnapsack.Solve"/>.</summary>
    /// <param name="success">Probability that one sample of the question is right, each in [0, 1].</param>
    /// <param name="cost">Cost of one sample of the question, above 0.</param>
    /// <param name="budget">Cost in all, at least 0.</param>
    public static int[] ByGainPerCost(IReadOnlyList<double> success, IReadOnlyList<double> cost, double budget)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(cost);
        if (success.Count != cost.Count)
            throw new ArgumentException($"There are {success.Count} questions but {cost.Count} costs; there must be one a question.", nameof(cost));
        foreach (var price in cost)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price, nameof(cost));
        var samples = new int[success.Count];
        for (var left = budget; ;)
        {
            var best = -1;
            var ratio = 0.0;
            for (var question = 0; question < samples.Length; question++)
            {
                var own = Coverage.Gain(success[question], samples[question]) / cost[question];
                if (cost[question] <= left && own > ratio)
                    (best, ratio) = (question, own);
            }

            if (best < 0)
                return samples;
            samples[best]++;
            left -= cost[best];
        }
    }

    /// <summary>How many samples are worth their price: the largest n whose last sample still adds the price, 0 where the first does not. For questions that come one by one.</summary>
    /// <param name="success">Probability that one sample of the question is right, in [0, 1].</param>
    /// <param name="price">What a sample costs, where a right answer is worth 1; above 0.</param>
    public static int AtPrice(double success, double price)
    {
        Coverage.CheckSuccess(success);
        if (!(price > 0) || !double.IsFinite(price))
            throw new ArgumentOutOfRangeException(nameof(price), price, "A price must be above 0 and finite: if samples were free, no number of them would be enough.");
        if (success < price)
            return 0;
        return success == 1 ? 1 : (int)Math.Min(int.MaxValue, 1 + Math.Floor(Math.Log(price / success) / Math.Log(1 - success)));
    }
}
