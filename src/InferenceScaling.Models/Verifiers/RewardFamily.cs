using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Verifiers.Layouts;

namespace InferenceScaling.Models.Verifiers;

/// <summary>A family of reward models: how prompt and steps are laid out, where the score of a step is read, and how an output becomes a score in [0, 1].</summary>
public sealed class RewardFamily
{
    private readonly ImmutableArray<HeadKind> _heads;
    private readonly Func<LanguageModel, RewardLayout> _bind;

    private RewardFamily(string name, ImmutableArray<HeadKind> heads, Func<LanguageModel, RewardLayout> bind)
    {
        Name = name;
        _heads = heads;
        _bind = bind;
    }

    /// <summary>Math-Shepherd (Wang et al. 2024): steps end in " ки", scored by "+" against "-" there.</summary>
    public static RewardFamily MathShepherd { get; } = new("Math-Shepherd", [HeadKind.LanguageModel], model => new MathShepherdLayout(model));

    /// <summary>The reward model of REBASE (Wu et al. 2024): laid out as <see cref="MathShepherd"/>, scored by the sigmoid of the mean logit.</summary>
    public static RewardFamily Rebase { get; } = new("REBASE", [HeadKind.LanguageModel], model => new RebaseLayout(model));

    /// <summary>Entropy-regularised process reward models (Zhang et al. 2024, ER-PRM): steps end in " ки", scored by " +" against " -" there.</summary>
    public static RewardFamily EntropyRegularized { get; } = new("ER-PRM", [HeadKind.LanguageModel], model => new EntropyRegularizedLayout(model));

    /// <summary>RLHFlow's (Xiong et al. 2024): each step is a turn of a conversation, scored by "+" against "-" as the answer to it.</summary>
    public static RewardFamily RlhFlow { get; } = new("RLHFlow", [HeadKind.LanguageModel], model => new RlhFlowLayout(model));

    /// <summary>OpenR's Math-psa (Wang et al. 2024): steps end in a space and five newlines, scored by " +" against " -" there. A LoRA adapter: see <see cref="LanguageModelOptions.AdapterPath"/>.</summary>
    public static RewardFamily OpenR { get; } = new("OpenR", [HeadKind.LanguageModel], model => new OpenRLayout(model));

    /// <summary>A language model as judge: the probability of "yes" against "no" when asked whether the last step is correct (Zhang et al. 2024, GenRM).</summary>
    public static RewardFamily Judge { get; } = new("judge", [HeadKind.LanguageModel], model => new JudgeLayout(model));

    /// <summary>Qwen2.5-Math-PRM and Qwen2.5-Math-PRM800K (Zhang et al. 2025): steps end in <c>&lt;extra_0&gt;</c>, scored by the second of two labels there.</summary>
    public static RewardFamily QwenMath { get; } = new("Qwen Math PRM", [HeadKind.ProcessReward], model => new QwenMathLayout(model));

    /// <summary>Token classifiers as TRL's process-reward trainer makes them: steps end in a newline, scored by the second of two labels there.</summary>
    public static RewardFamily TokenClassification { get; } = new("token classification", [HeadKind.TokenClassification], model => new TokenClassificationLayout(model));

    /// <summary>Skywork-o1-Open-PRM: each step is a line, scored by the sigmoid of a value head at its newline.</summary>
    public static RewardFamily Skywork { get; } = new("Skywork", [HeadKind.Value], model => new SkyworkLayout(model));

    /// <summary>PQM (Li and Li 2024): steps end in <c>[PRM]</c>. The value there is no probability; the score is its sigmoid, which has the same order: take the minimum or the last of them, not the product.</summary>
    public static RewardFamily Pqm { get; } = new("PQM", [HeadKind.Value], model => new PqmLayout(model));

    /// <summary>Outcome reward models (sequence classification): the conversation up to a step is scored as if it were the answer. Meant for <see cref="Verification.ScoreAggregation.Last"/>.</summary>
    public static RewardFamily Outcome { get; } = new("outcome", [HeadKind.SequenceClassification], model => new OutcomeLayout(model));

    /// <summary>All families.</summary>
    public static ImmutableArray<RewardFamily> All { get; } = [MathShepherd, Rebase, EntropyRegularized, RlhFlow, OpenR, Judge, QwenMath, TokenClassification, Skywork, Pqm, Outcome];

    /// <summary>The family's name.</summary>
    public string Name { get; }

    /// <summary>A family of your own: a language model trained to say good or bad at a control token that ends each step. The prompt is laid out as the model has its prompts, each step is encoded by itself.</summary>
    /// <param name="mark">The control token, as the tokenizer spells it: <c>&lt;step&gt;</c>.</param>
    /// <param name="good">What the model says there after a good step; its last token counts.</param>
    /// <param name="bad">What it says after a bad one.</param>
    /// <exception cref="ArgumentException">One of them is empty, or good and bad are the same.</exception>
    public static RewardFamily Marked(string mark, string good, string bad)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        ArgumentException.ThrowIfNullOrEmpty(good);
        ArgumentException.ThrowIfNullOrEmpty(bad);
        if (good == bad)
            throw new ArgumentException($"Good and bad steps are both answered by '{good}'; name two different words.", nameof(bad));
        return new($"marked by {mark}", [HeadKind.LanguageModel], model => new MarkTokenLayout(model, mark, good, bad));
    }

    /// <summary>The family that a model's head leaves no doubt about.</summary>
    /// <param name="config">The model's decoder.</param>
    /// <exception cref="ArgumentException">Several families share this head.</exception>
    public static RewardFamily Detect(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Head.Kind switch
        {
            HeadKind.ProcessReward => QwenMath,
            HeadKind.TokenClassification => TokenClassification,
            HeadKind.SequenceClassification => Outcome,
            HeadKind.Value => Skywork,
            _ => throw new ArgumentException($"This {config.Family} model has a language model's head, which the families {Names(config.Head.Kind)} share; name the one it was trained as.", nameof(config)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether the family's models may have such a head.</summary>
    internal bool Accepts(HeadKind head) => _heads.Contains(head);

    /// <summary>The layout for a model.</summary>
    /// <exception cref="ArgumentException">The model is not of this family.</exception>
    internal RewardLayout Bind(LanguageModel model)
    {
        var config = model.Config;
        if (!Accepts(config.Head.Kind))
            throw new ArgumentException($"{Name} reward models have a head of the kind {string.Join(" or ", _heads)}; this {config.Family} model has one of the kind {config.Head.Kind}, which fits {Names(config.Head.Kind)}.", nameof(model));
        if (config.Head.Kind != HeadKind.LanguageModel && config.OutputWidth > 2)
            throw new ArgumentException($"This {config.Family} model has {config.OutputWidth} labels; a reward model has 1 (a reward) or 2 (bad, good).", nameof(model));
        return _bind(model);
    }

    private static string Names(HeadKind head) => string.Join(", ", All.Where(family => family.Accepts(head)).Select(family => family.Name));
}
