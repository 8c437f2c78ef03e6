using System.Collections.Immutable;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>Judges the paths of one problem by the text of their steps.</summary>
internal sealed class PathJudge
{
    private readonly LedgerBinding _binding;
    private readonly FactTable _facts;

    public PathJudge(LedgerProblem problem)
    {
        _binding = LedgerBinding.Of(problem.Problem);
        _facts = new(LedgerProblem.Parse(_binding.Text));
    }

    /// <summary>One verdict a step of the path.</summary>
    public ImmutableArray<LedgerStepVerdict> Judge(ReasoningPath path)
    {
        if (path.Depth == 0)
            return [];
        var lines = PathLines.Of(path, _binding);
        var judgement = LedgerJudge.Judge(_facts, lines.Tokens, sumsCommute: true);
        var verdicts = ImmutableArray.CreateBuilder<LedgerStepVerdict>(path.Depth);
        var (line, isPrefixRight) = (0, true);
        for (var step = 0; step < path.Depth; step++)
        {
            var (verdict, message) = (LedgerVerdict.Ok, (string?)null);
            for (; line < judgement.Steps.Length && lines.Steps[line] <= step; line++)
            {
                if (verdict == LedgerVerdict.Ok && !IsUnfinished(judgement, line, lines.Tokens, path))
                    (verdict, message) = (judgement.Steps[line].Verdict, VerdictText.Of(judgement, line, lines.Tokens, _binding));
            }

            isPrefixRight &= verdict == LedgerVerdict.Ok;
            verdicts.Add(new(verdict, isPrefixRight, message));
        }

        return verdicts.MoveToImmutable();
    }

    // Cut by a token limit in the middle of the last line, and as it should be up to there.
    private static bool IsUnfinished(LedgerJudgement judgement, int line, int[] tokens, ReasoningPath path)
    {
        var step = judgement.Steps[line];
        if (line != judgement.Steps.Length - 1 || path.Step is not { Finish: StepFinish.TokenLimit } || tokens[^1] == LedgerToken.LineEnd || step.Verdict != LedgerVerdict.Malformed)
            return false;
        for (var index = step.Start; index < step.Start + step.Length; index++)
        {
            var isName = index == step.Start + 1 && LedgerToken.IsName(tokens[index]);
            if (judgement.Expected[index] != tokens[index] && !isName)
                return false;
        }

        return true;
    }
}
