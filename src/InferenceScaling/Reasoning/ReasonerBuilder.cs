using InferenceScaling.Answers;
using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceScaling.Reasoning;

/// <summary>Builds a reasoner from a generator, a strategy and what surrounds them. Middleware wraps from the outside in: the first added is the outermost.</summary>
/// <remarks>Not thread-safe; the reasoners it builds are. Building again gives another reasoner of the same settings.</remarks>
public sealed partial class ReasonerBuilder
{
    // As in DeepConf.
    private const int UsualConfidenceTokens = 20;
    private readonly Func<IServiceProvider, IStepGenerator> _generator;
    private readonly List<Func<IReasoner, IServiceProvider, IReasoner>> _middleware = [];
    private readonly List<Func<IStepGenerator, IServiceProvider, IStepGenerator>> _generatorWrappers = [];
    private readonly List<Func<IVerifier, IServiceProvider, IVerifier>> _verifierWrappers = [];
    private readonly IServiceCollection? _services;
    private Func<IServiceProvider, IVerifier>? _verifier;
    private Func<IServiceProvider, SearchStrategy> _strategy = static _ => new SelfConsistencySearch(new());
    private Func<IServiceProvider, IReadOnlyList<(string Name, string Value)>> _strategyOptions = static _ => [];
    private Func<IServiceProvider, IReasoningJournal>? _journal;
    private AnswerSelector? _selector;
    private IStoppingRule? _stopping;
    private BatchSchedule _batches = BatchSchedule.Default;
    private ScoreAggregation _aggregation = ScoreAggregation.Product;
    private AnswerDomain _answers = AnswerDomain.Text;
    private StepOptions _steps = new();
    private PathLimits _limits = new();
    private Budget _budget = Budget.Unlimited;
    private PriceTable _prices = PriceTable.Empty;
    private EnergySource? _energy;
    private TimeProvider? _time;

    internal ReasonerBuilder(Func<IServiceProvider, IStepGenerator> generator, IServiceCollection? services = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _services = services;
    }

    /// <summary>Sets what scores the steps.</summary>
    /// <param name="verifier">The verifier. It must live as long as the reasoner, which does not dispose it.</param>
    public ReasonerBuilder WithVerifier(IVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        return WithVerifier(_ => verifier);
    }

    /// <summary>Sets what scores the steps.</summary>
    /// <param name="verifier">Finds the verifier when the reasoner is built.</param>
    public ReasonerBuilder WithVerifier(Func<IServiceProvider, IVerifier> verifier)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        _verifier = verifier;
        return this;
    }

    /// <summary>Wraps the generator, such as to retry its calls. The first wrapper added is the outermost.</summary>
    /// <param name="wrapper">Makes the outer generator from the inner one and the container's services. Let it pass on <see cref="IStepGenerator.Costs"/> and <see cref="IStepGenerator.Identity"/>.</param>
    public ReasonerBuilder WrapGenerator(Func<IStepGenerator, IServiceProvider, IStepGenerator> wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        _generatorWrappers.Insert(0, wrapper);
        return this;
    }

    /// <summary>Wraps the verifier, if there is one. The first wrapper added is the outermost.</summary>
    /// <param name="wrapper">Makes the outer verifier from the inner one and the container's services. Let it pass on <see cref="IVerifier.Costs"/> and <see cref="IVerifier.Identity"/>.</param>
    public ReasonerBuilder WrapVerifier(Func<IVerifier, IServiceProvider, IVerifier> wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        _verifierWrappers.Insert(0, wrapper);
        return this;
    }

    /// <summary>Limits what each request may cost: <c>.WithBudget(b => b.Tokens(8192).Within(TimeSpan.FromSeconds(5)))</c>. A limit that cannot be held is refused by <see cref="Build"/>.</summary>
    /// <param name="configure">Tightens the budget set so far.</param>
    public ReasonerBuilder WithBudget(Func<Budget, Budget> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _budget = configure(_budget);
        return this;
    }

    /// <summary>Sets what models cost: <c>.WithPrices(p => p.With("small", new() { PromptPerMillion = 0.10m, GeneratedPerMillion = 0.40m }))</c>. Then usages tell money, and budgets can limit it.</summary>
    /// <param name="configure">Adds to the table set so far.</param>
    public ReasonerBuilder WithPrices(Func<PriceTable, PriceTable> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _prices = configure(_prices) ?? throw new ArgumentException("The function returned null instead of a table.", nameof(configure));
        return this;
    }

    /// <summary>Sets how many joules calls take: <c>.WithEnergy(EnergyTable.Empty.WithDefault(new() { PromptJoules = 0.1, GeneratedJoules = 2 }))</c>. Then usages tell joules, and budgets can limit them.</summary>
    /// <param name="energy">A table, or a meter.</param>
    public ReasonerBuilder WithEnergy(EnergySource energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        _energy = energy;
        return this;
    }

    /// <summary>Sets how steps are generated: <c>.WithSteps(s => s with { MaxTokens = 64 })</c>.</summary>
    /// <param name="configure">Changes the options set so far.</param>
    public ReasonerBuilder WithSteps(Func<StepOptions, StepOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var steps = configure(_steps);
        steps.Validate();
        _steps = steps;
        return this;
    }

    /// <summary>Sets how tokens are drawn: <c>.WithSampling(s => s with { Temperature = 0.8 })</c>.</summary>
    /// <param name="configure">Changes the options set so far.</param>
    public ReasonerBuilder WithSampling(Func<SamplingOptions, SamplingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return WithSteps(steps => steps with { Sampling = configure(steps.Sampling) });
    }

    /// <summary>Sets how long a path may become.</summary>
    /// <param name="configure">Changes the limits set so far.</param>
    public ReasonerBuilder WithPathLimits(Func<PathLimits, PathLimits> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var limits = configure(_limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Steps, 1, nameof(PathLimits.Steps));
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Tokens, 1, nameof(PathLimits.Tokens));
        _limits = limits;
        return this;
    }

    /// <summary>Sets when the candidates so far are enough: <c>.StopWhen(Stop.AdaptiveConsistency())</c>. Without it, a search makes all its strategy plans.</summary>
    /// <param name="rule">The rule; combine rules with <see cref="StoppingRuleExtensions.Or"/> and <see cref="StoppingRuleExtensions.And"/>.</param>
    /// <param name="batches">How many paths start at a time; null for <see cref="BatchSchedule.Default"/>. It never changes the answer.</param>
    public ReasonerBuilder StopWhen(IStoppingRule rule, BatchSchedule? batches = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _stopping = rule;
        _batches = batches ?? BatchSchedule.Default;
        return this;
    }

    /// <summary>Sets how the answer is chosen from the candidates. Without it, as the strategy's paper does.</summary>
    /// <param name="selector">The selector.</param>
    public ReasonerBuilder SelectBy(AnswerSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        _selector = selector;
        return this;
    }

    /// <summary>Sets how the scores of steps make the score of a path. Without it, by their product.</summary>
    /// <param name="aggregation">The aggregation.</param>
    public ReasonerBuilder AggregateBy(ScoreAggregation aggregation)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        _aggregation = aggregation;
        return this;
    }

    /// <summary>Sets what an answer is and when two are the same. Without it, short free text.</summary>
    /// <param name="answers">The domain.</param>
    public ReasonerBuilder Answering(AnswerDomain answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        _answers = answers;
        return this;
    }

    /// <summary>Writes every answer of generators and verifier to a journal before it is used. A request that was killed, cancelled or ran out of time goes on where it was when it is run again, with the answer of an undisturbed run.</summary>
    /// <remarks>
    /// A request is the same if prompt, seed and settings are, or by its <see cref="ReasoningRequest.Id"/>; asked again it gets what is in the journal, for nothing. Budgets are no such settings:
    /// they count what the whole request has cost, and a request may go on with a larger one. A failed call is not kept, and made again. See <see cref="ReasoningResult.Recovered"/>.
    /// </remarks>
    /// <param name="journal">The journal. It must live as long as the reasoner, which does not dispose it; reasoners may share it.</param>
    public ReasonerBuilder UseJournal(IReasoningJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return UseJournal(_ => journal);
    }

    /// <summary>Writes every answer of generators and verifier to a journal before it is used: see <see cref="UseJournal(IReasoningJournal)"/>.</summary>
    /// <param name="journal">Finds the journal when the reasoner is built.</param>
    public ReasonerBuilder UseJournal(Func<IServiceProvider, IReasoningJournal> journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        return this;
    }

    /// <summary>Sets the clock. Without it, the container's, or the system's.</summary>
    /// <param name="time">The clock, such as a fake one in tests.</param>
    public ReasonerBuilder WithTimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        return this;
    }
}
