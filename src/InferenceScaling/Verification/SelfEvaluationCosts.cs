using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>What judging a path by a second prompt costs: the question and the judgement, for each step that is not judged yet.</summary>
/// <param name="judge">What the judge tells.</param>
/// <param name="options">How it is asked.</param>
/// <param name="isJudged">Whether a step's judgement is known.</param>
internal sealed class SelfEvaluationCosts(ModelCosts judge, SelfEvaluationOptions options, Func<ReasoningPath, bool> isJudged) : ModelCosts
{
    public override string? Model => judge.Model;

    public override TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var tokens = 0L;
        for (var node = path; node.Step is not null; node = node.Parent!)
        {
            if (isJudged(node))
                continue;
            if (Question(node) is not { } question)
                return null;
            tokens += question;
        }

        // Into how many steps it will grow is not known: one, at the least.
        if (growth > 0)
            tokens += (Question(path) ?? 0) + ((long)growth * options.Samples);
        return new(Verified: tokens);
    }

    public override long? KvBytes(long tokens) => judge.KvBytes(tokens);

    private long? Question(ReasoningPath node) => judge.MostTokens(ReasoningPath.Root(options.Ask(node), node.Random.Key), options.MaxTokens) is { } most
        ? options.Samples * (most.Prompt + options.MaxTokens)
        : null;
}
