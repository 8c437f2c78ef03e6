using System.Collections.Immutable;
using System.Text;
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
        var (text, ends) = TextOf(path);
        var tokens = LedgerVocabulary.EncodeAny(_binding.Read(text));
        var judgement = LedgerJudge.Judge(_facts, tokens, sumsCommute: true);
        var verdicts = ImmutableArray.CreateBuilder<LedgerStepVerdict>(ends.Length);
        var lineEnds = LineEnds(text);
        var (line, isPrefixRight) = (0, true);
        for (var step = 0; step < ends.Length; step++)
        {
            var (verdict, message) = (LedgerVerdict.Ok, (string?)null);
            for (; line < judgement.Steps.Length && lineEnds[line] <= ends[step]; line++)
            {
                if (verdict == LedgerVerdict.Ok && !IsUnfinished(judgement, line, tokens, path))
                    (verdict, message) = (judgement.Steps[line].Verdict, VerdictText.Of(judgement, line, tokens, _binding));
            }

            isPrefixRight &= verdict == LedgerVerdict.Ok;
            verdicts.Add(new(verdict, isPrefixRight, message));
        }

        return verdicts.MoveToImmutable();
    }

    private static List<int> LineEnds(string text)
    {
        var ends = new List<int>();
        for (var at = text.IndexOf(".\n", StringComparison.Ordinal); at >= 0; at = text.IndexOf(".\n", at + 2, StringComparison.Ordinal))
            ends.Add(at + 2);
        ends.Add(text.Length);
        return ends;
    }

    // The text of all steps, and where in it each step ends.
    private static (string Text, int[] Ends) TextOf(ReasoningPath path)
    {
        var text = new StringBuilder();
        var steps = path.Steps;
        var ends = new int[steps.Count];
        for (var index = 0; index < ends.Length; index++)
        {
            text.Append(steps[index].Text);
            ends[index] = text.Length;
        }

        // Some models stop before the last line break; and a step number is one only before a space.
        if (path.IsComplete && text.Length > 0 && text[^1] == '.')
            text.Append('\n');
        else if (path.Step is { Finish: StepFinish.TokenLimit })
            text.Append(' ');
        ends[^1] = text.Length;

        return (text.ToString(), ends);
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
