
namespace InferenceScaling.Training.Verifiers;

/// <summary>Puts errors into right solutions of any task whose steps are text: a verifier must also see the errors its generator rarely makes, or search will find them.</summary>
public static class StepCorruption
{
    private static readonly StepCorruptionKind[] Kinds = Enum.GetValues<StepCorruptionKind>();

    /// <summary>Makes one error of a kind that fits. Same arguments, same error.</summary>
    /// <param name="steps">A right solution.</param>
    /// <param name="seed">The seed of the series.</param>
    /// <param name="index">Number in the series.</param>
    /// <returns>Null where no kind fits: no steps, or a single one without digits and signs.</returns>
    public static CorruptedSolution? Apply(IReadOnlyList<string> steps, ulong seed, long index)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var draws = new SplitMix(seed, index);
        for (var tried = new HashSet<StepCorruptionKind>(); tried.Count < Kinds.Length;)
        {
            var kind = Kinds[draws.Below(Kinds.Length)];
            if (tried.Add(kind) && Apply(steps, kind, ref draws) is { } corrupted)
                return corrupted;
        }

        return null;
    }

    private static CorruptedSolution? Apply(IReadOnlyList<string> steps, StepCorruptionKind kind, ref SplitMix draws) => kind switch
    {
        StepCorruptionKind.Digit => Replace(steps, kind, char.IsAsciiDigit, ref draws, static (text, at, ref random) => With(text, at, Other("0123456789", text[at], ref random))),
        StepCorruptionKind.Sign => Replace(steps, kind, IsSign, ref draws, static (text, at, ref random) => With(text, at, Other("+-*/", text[at], ref random))),
        StepCorruptionKind.Transposition => Transpose(steps, ref draws),
        StepCorruptionKind.Omission => steps.Count < 2 ? null : Omit(steps, draws.Below(steps.Count - 1)),
        StepCorruptionKind.Repetition => steps.Count < 1 ? null : Repeat(steps, draws.Below(steps.Count)),
        _ => steps.Count < 2 ? null : Exchange(steps, draws.Below(steps.Count - 1)),
    };

    private delegate string Change(string text, int at, ref SplitMix draws);

    private static CorruptedSolution? Replace(IReadOnlyList<string> steps, StepCorruptionKind kind, Func<char, bool> fits, ref SplitMix draws, Change change)
    {
        var places = steps.SelectMany((text, step) => Enumerable.Range(0, text.Length).Where(at => fits(text[at])).Select(at => (step, at))).ToArray();
        if (places.Length == 0)
            return null;
        var (step, at) = places[draws.Below(places.Length)];
        return new([.. steps.Take(step), change(steps[step], at, ref draws), .. steps.Skip(step + 1)], kind, step);
    }

    private static CorruptedSolution? Transpose(IReadOnlyList<string> steps, ref SplitMix draws)
    {
        var places = steps.SelectMany((text, step) => Enumerable.Range(0, Math.Max(0, text.Length - 1))
            .Where(at => char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && text[at] != text[at + 1]).Select(at => (step, at))).ToArray();
        if (places.Length == 0)
            return null;
        var (step, at) = places[draws.Below(places.Length)];
        var text = steps[step];
        return new([.. steps.Take(step), With(With(text, at, text[at + 1]), at + 1, text[at]), .. steps.Skip(step + 1)], StepCorruptionKind.Transposition, step);
    }

    private static CorruptedSolution Omit(IReadOnlyList<string> steps, int step) => new([.. steps.Take(step), .. steps.Skip(step + 1)], StepCorruptionKind.Omission, step);

    private static CorruptedSolution Repeat(IReadOnlyList<string> steps, int step) => new([.. steps.Take(step + 1), steps[step], .. steps.Skip(step + 1)], StepCorruptionKind.Repetition, step + 1);

    private static CorruptedSolution? Exchange(IReadOnlyList<string> steps, int step) =>
        steps[step] == steps[step + 1] ? null : new([.. steps.Take(step), steps[step + 1], steps[step], .. steps.Skip(step + 2)], StepCorruptionKind.Order, step);

    private static bool IsSign(char character) => character is '+' or '-' or '*' or '/';

    private static char Other(string choices, char current, ref SplitMix draws)
    {
        var rest = choices.Replace(current.ToString(), "", StringComparison.Ordinal);
        return rest[draws.Below(rest.Length)];
    }

    private static string With(string text, int at, char character) => string.Concat(text.AsSpan(0, at), [character], text.AsSpan(at + 1));
}
