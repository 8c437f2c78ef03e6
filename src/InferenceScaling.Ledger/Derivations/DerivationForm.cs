using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>What is seen of a step without understanding the problem: that its line has the grammar's form, derives a name of the problem for the first time, and uses names that were derived before.</summary>
internal sealed class DerivationForm
{
    private readonly LedgerBinding _binding;
    private readonly HashSet<int> _names;
    private readonly int _query;

    /// <param name="binding">The problem as the models read it; its question comes last.</param>
    public DerivationForm(LedgerBinding binding)
    {
        _binding = binding;
        var names = Array.FindAll(LedgerVocabulary.EncodeAny(binding.Text), LedgerToken.IsName);
        _names = [.. names];
        _query = names.LastOrDefault(-1);
    }

    /// <summary>Whether the last step of a path has the form of one. A line that a token limit cut is given the benefit of the doubt.</summary>
    /// <param name="path">At least one step.</param>
    public bool Holds(ReasoningPath path)
    {
        var lines = PathLines.Of(path, _binding);
        var derived = new HashSet<int>();
        var (start, isAnswered, holds) = (0, false, true);
        for (var line = 0; line < lines.Steps.Length; line++)
        {
            var rest = lines.Tokens.AsSpan(start);
            var length = rest.IndexOf(LedgerToken.LineEnd) + 1;
            if (length == 0)
                return holds && (rest.IsEmpty || path.Step is { Finish: StepFinish.TokenLimit });
            var text = rest[..(length - 1)];
            if (lines.Steps[line] == path.Depth - 1)
                holds &= !isAnswered && (text is [LedgerToken.Answer, .. var answer] ? IsNumber(answer) && derived.Contains(_query) : IsDerivation(text, line, derived));
            isAnswered |= text is [LedgerToken.Answer, ..];
            if (text.Length > 1)
                derived.Add(text[1]);
            start += length;
        }

        return holds;
    }

    private bool IsDerivation(ReadOnlySpan<int> line, int number, HashSet<int> derived)
    {
        if (number >= LedgerToken.Steps || line is not [var first, var name, LedgerToken.Has, .. var body] || first != LedgerToken.FirstStep + number)
            return false;
        if (!_names.Contains(name) || derived.Contains(name))
            return false;
        return IsNumber(body) || IsCalculation(body, derived);
    }

    // "Ben * 3 = 17 * 3 = 51" or "Ana + Ben = 17 + 5 = 22".
    private static bool IsCalculation(ReadOnlySpan<int> body, HashSet<int> derived)
    {
        if (body is not [var referent, var sign, .. var rest] || !derived.Contains(referent) || !LedgerToken.IsOperator(sign) || !Cut(ref rest, LedgerToken.EqualSign, out var second))
            return false;
        var isSecondKnown = second is [var other] && LedgerToken.IsName(other) ? derived.Contains(other) : IsNumber(second);
        return isSecondKnown && Cut(ref rest, sign, out var left) && IsNumber(left) && Cut(ref rest, LedgerToken.EqualSign, out var right) && IsNumber(right) && IsNumber(rest);
    }

    private static bool Cut(ref ReadOnlySpan<int> rest, int at, out ReadOnlySpan<int> part)
    {
        var end = rest.IndexOf(at);
        part = end < 0 ? default : rest[..end];
        rest = rest[(end + 1)..];
        return end >= 0;
    }

    private static bool IsNumber(ReadOnlySpan<int> tokens) => tokens.Length is >= 1 and <= 3 && !tokens.ContainsAnyExceptInRange(LedgerToken.Zero, LedgerToken.Zero + 9);
}
