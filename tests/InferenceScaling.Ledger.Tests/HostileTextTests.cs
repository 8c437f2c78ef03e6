using CsCheck;
using InferenceScaling.Ledger.Countdown;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Tests;

/// <summary>Texts of strangers: what reads them refuses with an ArgumentException, and what judges them judges.</summary>
public class HostileTextTests
{
    private static readonly Gen<string> Pieces = Gen.Frequency(
        (8, Gen.OneOfConst([.. LedgerVocabulary.Words.Skip(5)])),
        (2, Gen.OneOfConst("seven", "ninety-nine", "Zorblax", "unicorns", "É", "🂡", "<A>", "<eos>", "<pad>", "’", "\0", "999999999999", "1/0", "(left: ", ")", "?")),
        (1, Gen.String));

    private static readonly Gen<string> Texts = Gen.Select(Pieces.Array[0, 60], Gen.OneOfConst(" ", "", "\n"), (pieces, separator) => string.Join(separator, pieces));

    // A right problem with one piece put in at random: most of the ways to be nearly right.
    private static readonly Gen<string> NearProblems = Gen.Select(Gen.Int[0, 599], Gen.Int[0, 200], Gen.Int[0, 8], Pieces, (index, at, removed, piece) =>
    {
        var text = LedgerProblems.HeldOut[index].Problem;
        at = Math.Min(at, text.Length);
        return text[..at] + piece + text[Math.Min(text.Length, at + removed)..];
    });

    [Fact]
    public void Problems_are_read_or_refused() => Gen.OneOf(Texts, NearProblems).Sample(
        text =>
        {
            if (Refused(() => LedgerProblem.Parse(text)))
                return;
            var problem = LedgerProblem.Parse(text);
            LedgerProblem.Parse(problem.Problem).Should().Be(problem);
        },
        iter: 3000);

    [Fact]
    public void Words_are_bound_or_refused() => Gen.Select(Gen.OneOf(Texts, NearProblems), Texts).Sample(
        (problem, step) =>
        {
            if (Refused(() => LedgerBinding.Of(problem)))
                return;
            var binding = LedgerBinding.Of(problem);
            LedgerVocabulary.Encode(binding.Text).Should().NotBeEmpty();
            LedgerBinding.Of(binding.Text).Text.Should().Be(binding.Text);
            binding.Read(step).Should().NotBeNull();
        },
        iter: 3000);

    [Fact]
    public void Steps_are_judged() => Gen.Select(Gen.Int[0, 599], Texts.Array[1, 4]).Sample(
        (index, steps) =>
        {
            var path = ReasoningPath.Root(LedgerProblems.HeldOut[index].Problem, 1);
            foreach (var step in steps)
                path = path.Extend(0, new() { Text = step, Finish = StepFinish.TokenLimit });
            new LedgerStepVerifier().Judge(path).Should().HaveCount(steps.Length);
        },
        iter: 2000);

    [Fact]
    public void Puzzles_and_moves_are_read_or_refused() => Gen.Select(Texts, Gen.OneOfConst("4 5 6 10", "7", "999 999 999 999 999 999")).Sample(
        (text, puzzle) =>
        {
            _ = Refused(() => CountdownGame.Parse(text));
            _ = CountdownGame.Parse(puzzle).Play(text);
        },
        iter: 2000);

    private static bool Refused(Func<object> read)
    {
        try
        {
            _ = read();
            return false;
        }
        catch (ArgumentException error)
        {
            error.Message.Length.Should().BeLessThan(2000);
            return true;
        }
    }
}
