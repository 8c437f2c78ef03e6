using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>Says in words what is wrong with a line.</summary>
internal static class VerdictText
{
    /// <summary>The message on one line of a solution; null if it is right.</summary>
    public static string? Of(LedgerJudgement judgement, int line, int[] tokens, LedgerBinding binding)
    {
        var step = judgement.Steps[line];
        if (step.IsRight)
            return null;
        var written = tokens.AsSpan(step.Start, step.Length);
        var text = binding.Render(written, previous: null).TrimEnd('\n');
        var name = written.Length > 1 ? binding.Render(written[1..2], previous: null) : "";
        return step.Verdict switch
        {
            LedgerVerdict.Malformed when line > 0 && judgement.Steps[..line].Any(before => tokens[before.Start] == LedgerToken.Answer) => $"'{text}' comes after the answer.",
            LedgerVerdict.Malformed => $"'{text}' is neither line {line + 1} of a derivation, such as '{line + 1}. Ana has 7.' or '{line + 1}. Ana has Ben + 3 = 4 + 3 = 7.', nor an answer, such as 'Answer: 7.'.",
            LedgerVerdict.UnknownName => $"'{text}': the problem has no fact about {name}.",
            LedgerVerdict.Repeated => $"'{text}': what {name} has was derived before.",
            LedgerVerdict.NotReady => $"'{text}': a value that it needs is not derived yet.",
            LedgerVerdict.Premature => $"'{text}': what is asked for is not derived yet.",
            _ => $"'{text}': {Deviation(judgement, step, tokens, binding)}.",
        };
    }

    private static string Deviation(LedgerJudgement judgement, LedgerStepJudgement step, int[] tokens, LedgerBinding binding)
    {
        var place = step.Start;
        while (place < step.Start + step.Length && (judgement.Expected[place] < 0 || judgement.Expected[place] == tokens[place]))
            place++;
        var what = step.Verdict switch
        {
            LedgerVerdict.WrongPlan => "that is not what the problem says",
            LedgerVerdict.WrongSubstitution => "that is not the number that was derived",
            LedgerVerdict.WrongArithmetic => "the result is wrong",
            _ => "the answer is not the number that was derived",
        };
        if (place == step.Start + step.Length)
            return what;
        var before = binding.Render(tokens.AsSpan(step.Start, place - step.Start), previous: null);
        return $"{what}; after '{before}' stands '{Word(tokens[place], binding)}' where '{Word(judgement.Expected[place], binding)}' was expected";
    }

    private static string Word(int token, LedgerBinding binding) => token == LedgerToken.Unknown ? "no number that would be right" : binding.Render([token], previous: null).TrimEnd('\n');
}
