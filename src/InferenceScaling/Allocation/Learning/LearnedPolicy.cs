using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Learning;

/// <summary>
/// A policy that learns from rewards which strategy at which width pays for which question: a linear contextual bandit
/// (Li et al. 2010, LinUCB; Agrawal and Goyal 2013, Thompson sampling), with a price on cost that keeps the mean cost at a limit by dual ascent.
/// Every choice is drawn from probabilities that are logged, so that <see cref="OffPolicyEvaluation"/> can judge another policy before a switch.
/// </summary>
/// <remarks>
/// Thread-safe. The same sequence of requests and rewards gives the same choices: lots come from the request's own stream.
/// A choice waits for its reward; of those that never get one, the oldest are forgotten beyond <see cref="MaxPending"/>.
/// </remarks>
public sealed class LearnedPolicy : IArmPolicy
{
    /// <summary>Choices that wait for their reward at most.</summary>
    public const int MaxPending = 100_000;

    private const int Draws = 200;
    private const ulong FirstLot = 1UL << 40;

    private readonly Lock _gate = new();
    private readonly LearnedPolicyOptions _options;
    private readonly LinearArm[] _arms;
    private readonly Dictionary<ulong, LoggedDecision> _pending = [];
    private readonly Queue<ulong> _order = [];
    private double _price;
    private long _rewards;

    /// <summary>A policy that knows nothing yet.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">Two arms have one name, or the limit of cost is not above 0.</exception>
    public LearnedPolicy(LearnedPolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var verdict = new LearnedPolicyOptionsValidator().Validate(Options.DefaultName, options);
        if (verdict.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(LearnedPolicyOptions), verdict.Failures);
        if (options.Arms.Distinct(StringComparer.Ordinal).Count() < options.Arms.Count)
            throw new ArgumentException($"Two arms have one name among {string.Join(", ", options.Arms)}.", nameof(options));
        if (options.CostLimit is { } limit && !(limit > 0 && double.IsFinite(limit)))
            throw new ArgumentOutOfRangeException(nameof(options), limit, $"{nameof(LearnedPolicyOptions.CostLimit)} must be above 0 and finite, or null.");
        _options = options;
        _arms = [.. options.Arms.Select(_ => new LinearArm(options.Features + 1, options.Ridge))];
        _price = options.InitialPrice;
    }

    /// <summary>The names of the arms, in order.</summary>
    public IReadOnlyList<string> Arms => _options.Arms;

    /// <summary>What a unit of cost takes from the reward now; with a limit on cost, a unit is the limit.</summary>
    public double Price
    {
        get
        {
            lock (_gate)
                return _price;
        }
    }

    /// <summary>Rewards learned from so far.</summary>
    public long Rewards
    {
        get
        {
            lock (_gate)
                return _rewards;
        }
    }

    /// <inheritdoc/>
    public void CheckArms(IReadOnlyList<string> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if (!arms.SequenceEqual(_options.Arms, StringComparer.Ordinal))
            throw new ArgumentException($"The policy knows the arms {string.Join(", ", _options.Arms)}, but the reasoner has {string.Join(", ", arms)}; names and order must be the same.", nameof(arms));
    }

    /// <inheritdoc/>
    public ArmChoice Choose(ArmContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var decision = Decide(context.Features.AsSpan(), context.Random);
        lock (_gate)
        {
            if (_pending.TryAdd(context.Random.Key, decision))
                _order.Enqueue(context.Random.Key);
            else
                _pending[context.Random.Key] = decision;
            while (_order.Count > MaxPending)
                _pending.Remove(_order.Dequeue());
        }

        var x = WithConstant(context.Features.AsSpan());
        return new(decision.Arm, string.Create(CultureInfo.InvariantCulture, $"{_options.Arms[decision.Arm]}, chosen with probability {decision.Propensity:0.00} after {Rewards} rewards: {Estimates(x)}{(Price > 0 ? string.Create(CultureInfo.InvariantCulture, $"; price of cost {Price:0.###}") : "")}"));
    }

    /// <summary>The probability with which each arm would be chosen now.</summary>
    /// <param name="features">What is known of the request.</param>
    /// <param name="random">The lots of Thompson sampling, by which the probabilities are estimated.</param>
    public ImmutableArray<double> Probabilities(ReadOnlySpan<double> features, PathRandom random)
    {
        var x = WithConstant(features);
        lock (_gate)
        {
            var wins = _options.Rule == BanditRule.Thompson ? ThompsonShares(x, new(random.Child(int.MaxValue))) : Greedy(x);
            return [.. wins.Select(share => ((1 - _options.EvenShare) * share) + (_options.EvenShare / wins.Length))];
        }
    }

    /// <summary>Chooses an arm, without a search: for replays and simulations. Its reward is given to <see cref="Learn"/>.</summary>
    /// <param name="features">What is known of the request.</param>
    /// <param name="random">The lots.</param>
    public LoggedDecision Decide(ReadOnlySpan<double> features, PathRandom random)
    {
        var probabilities = Probabilities(features, random);
        var lot = random.Uniform(FirstLot);
        var arm = 0;
        for (; arm < probabilities.Length - 1 && lot >= probabilities[arm]; arm++)
            lot -= probabilities[arm];

        // Rounding must not choose what has no chance.
        while (probabilities[arm] == 0)
            arm--;
        return new() { Features = [.. features], Arm = arm, Probabilities = probabilities };
    }

    /// <summary>Says what the choice for a request earned and cost, and learns from it.</summary>
    /// <param name="request">The request, of the same prompt and seed as when it was answered.</param>
    /// <param name="reward">What it earned, such as 1 for a right answer; finite.</param>
    /// <param name="cost">What it cost, such as <see cref="CostMeasure.GeneratedTokens"/> of the result's usage; at least 0.</param>
    /// <returns>The line for the log; null if no choice for the request waits for a reward.</returns>
    public LoggedDecision? Reward(ReasoningRequest request, double reward, double cost)
    {
        ArgumentNullException.ThrowIfNull(request);
        LoggedDecision? decision;
        lock (_gate)
        {
            if (!_pending.Remove(PathRandom.Root(request.Seed, request.Prompt.ToString()).Key, out decision))
                return null;
        }

        decision = decision with { Reward = reward, Cost = cost };
        Learn(decision);
        return decision;
    }

    /// <summary>Learns from a choice and what came of it, such as a line of an earlier policy's log.</summary>
    /// <param name="decision">The choice with its reward and cost.</param>
    /// <exception cref="ArgumentException">The choice is of other arms or features, or a number is out of its range.</exception>
    public void Learn(LoggedDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if ((uint)decision.Arm >= (uint)_arms.Length)
            throw new ArgumentException($"Arm {decision.Arm} was chosen, and the policy has {_arms.Length}.", nameof(decision));
        if (!double.IsFinite(decision.Reward) || !(decision.Cost >= 0) || !double.IsFinite(decision.Cost))
            throw new ArgumentException($"A reward must be finite and a cost at least 0, but they are {decision.Reward} and {decision.Cost}.", nameof(decision));
        var x = WithConstant(decision.Features.AsSpan());
        lock (_gate)
        {
            foreach (var arm in _arms)
                arm.Fade(_options.Discount);
            _arms[decision.Arm].Observe(x, decision.Reward, decision.Cost);
            if (_options.CostLimit is { } limit)
                _price = Math.Max(0, _price + (_options.PriceStep * ((decision.Cost / limit) - 1)));
            _rewards++;
        }
    }

    /// <summary>The policy's options and all it has learned, as JSON; choices that wait for a reward are not part of it.</summary>
    public string ToJson()
    {
        lock (_gate)
            return JsonSerializer.Serialize(LearnedPolicyState.Of(_options, _arms, _price, _rewards), LearningJsonContext.Default.LearnedPolicyState);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; the policy goes on as if it had never stopped.</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="InvalidDataException">It is no such policy.</exception>
    public static LearnedPolicy FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var state = LearnedPolicyState.Parse(json);
        LearnedPolicy policy;
        try
        {
            policy = new(state.Options!);
        }
        catch (Exception exception) when (exception is ArgumentException or OptionsValidationException)
        {
            throw new InvalidDataException($"A learned policy's options are out of their ranges: {exception.Message}", exception);
        }

        state.Restore(policy._arms);
        policy._price = state.Price;
        policy._rewards = state.Rewards;
        return policy;
    }

    private double[] WithConstant(ReadOnlySpan<double> features)
    {
        if (features.Length != _options.Features)
            throw new ArgumentException($"The context has {features.Length} numbers, and the policy was made for {_options.Features}.", nameof(features));
        var x = new double[features.Length + 1];
        features.CopyTo(x);
        x[^1] = 1;
        foreach (var value in x)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("A context's numbers must be finite.", nameof(features));
        }

        return x;
    }

    // An arm that was never tried comes first.
    private double[] Greedy(double[] x)
    {
        var best = 0;
        var bound = double.NegativeInfinity;
        for (var arm = 0; arm < _arms.Length; arm++)
        {
            var own = _arms[arm].Weight == 0 ? double.PositiveInfinity : _arms[arm].Mean(x) + (_options.Exploration * _arms[arm].Width(x)) - Charge(arm);
            if (own > bound)
                (best, bound) = (arm, own);
        }

        var shares = new double[_arms.Length];
        shares[best] = 1;
        return shares;
    }

    private double[] ThompsonShares(double[] x, LotStream lots)
    {
        if (Array.Exists(_arms, static arm => arm.Weight == 0))
            return Greedy(x);
        var means = _arms.Select((arm, index) => arm.Mean(x) - Charge(index)).ToArray();
        double[] widths = [.. _arms.Select(arm => _options.Exploration * arm.Width(x))];
        var shares = new double[_arms.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            var best = 0;
            var bound = double.NegativeInfinity;
            for (var arm = 0; arm < _arms.Length; arm++)
            {
                var own = means[arm] + (widths[arm] * lots.Normal());
                if (own > bound)
                    (best, bound) = (arm, own);
            }

            shares[best] += 1.0 / Draws;
        }

        return shares;
    }

    private double Charge(int arm) => _price * (_arms[arm].MeanCost ?? 0) / (_options.CostLimit ?? 1);

    private string Estimates(double[] x)
    {
        lock (_gate)
            return string.Join(", ", _arms.Select((arm, index) => arm.Weight == 0 ? $"{_options.Arms[index]} untried" : string.Create(CultureInfo.InvariantCulture, $"{_options.Arms[index]} {arm.Mean(x):0.00} ± {arm.Width(x):0.00}")));
    }
}
