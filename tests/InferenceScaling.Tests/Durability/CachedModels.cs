using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Durability;

/// <summary>The models of one process: two that reason and one that judges, each with a cache of its own.</summary>
internal sealed class CachedModels
{
    private const string Asked = "Is it right? ";
    private readonly CachingVerifier _verifier;

    public CachedModels(int lossesPerThousand = 0)
    {
        Small = new("small", Step, new(lossesPerThousand));
        Large = new("large", StrategyCatalogue.Steps, new(lossesPerThousand));
        _verifier = new(new(lossesPerThousand));
    }

    public CachingGenerator Small { get; }

    public CachingGenerator Large { get; }

    /// <summary>Calls to models, with a call for each step that the verifier judged.</summary>
    public int ModelCalls => Small.Calls + Large.Calls + _verifier.Judgements;

    public int LivePaths => Small.LivePaths + Large.LivePaths;

    /// <summary>Hears of each step that is truly judged: the model and the place.</summary>
    public Action<string, string>? Judged
    {
        init
        {
            _verifier.Judged = place => value?.Invoke("judge", place);
            Small.Called = path =>
            {
                var prompt = path.Prompt.ToString();
                if (prompt.StartsWith(Asked, StringComparison.Ordinal))
                    value?.Invoke("small", prompt[Asked.Length..prompt.IndexOf(':', StringComparison.Ordinal)]);
            };
        }
    }

    /// <summary>The models that judge.</summary>
    public static IReadOnlyList<string> NamesOf(JudgeKind kind) => kind switch
    {
        JudgeKind.SelfEvaluation => ["small"],
        JudgeKind.Ensemble => ["judge", "small"],
        _ => ["judge"],
    };

    public IVerifier Judge(JudgeKind kind) => kind switch
    {
        JudgeKind.SelfEvaluation => SelfEvaluation(),
        JudgeKind.Ensemble => new EnsembleVerifier(EnsembleRule.Mean, new CalibratedVerifier(_verifier, new PlattCalibration(3, -1)), SelfEvaluation()),
        _ => _verifier,
    };

    public Task<ReasoningResult> RunAsync(LimitedSearch search, IReasoningJournal? journal) => search.RunAsync(journal, Small, Large, Judge(search.Judge));

    private SelfEvaluationVerifier SelfEvaluation() => new(Small, new() { Ask = static path => $"{Asked}{path}: {path.Text}", MaxTokens = 2 });

    // The same model reasons and judges.
    private static ScriptedStep Step(ReasoningPath path, int ordinal)
    {
        var prompt = path.Prompt.ToString();
        return prompt.StartsWith(Asked, StringComparison.Ordinal)
            ? ScriptedStep.End(prompt.TrimEnd().EndsWith("wrong.", StringComparison.Ordinal) ? "no" : "yes")
            : StrategyCatalogue.Steps(path, ordinal);
    }
}
