using System.Text.Json;
using InferenceScaling.Ledger.Derivations;

namespace InferenceScaling.Ledger.Tests.Derivations;

/// <summary>The labels of the recipe that trained the embedded verifier, made by its own program: derivations with the recipe's errors, a third of them damaged or cut beyond that.</summary>
public class JudgementReferenceTests
{
    private static readonly Dictionary<string, LedgerVerdict> Types = new()
    {
        ["ok"] = LedgerVerdict.Ok,
        ["parse"] = LedgerVerdict.Malformed,
        ["unknown"] = LedgerVerdict.UnknownName,
        ["repeat"] = LedgerVerdict.Repeated,
        ["plan"] = LedgerVerdict.WrongPlan,
        ["notready"] = LedgerVerdict.NotReady,
        ["subst"] = LedgerVerdict.WrongSubstitution,
        ["arith"] = LedgerVerdict.WrongArithmetic,
        ["premature"] = LedgerVerdict.Premature,
        ["answer"] = LedgerVerdict.WrongAnswer,
    };

    [Fact]
    public void Judgements_equal_the_reference()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Derivations", "judgements.jsonl")))
        {
            using var reference = JsonDocument.Parse(line);
            var problem = LedgerProblems.HeldOut[reference.RootElement.GetProperty("problem").GetInt32()];
            int[] solution = [.. Integers(reference, "solution")];

            var judgement = LedgerJudge.Judge(problem, solution);

            var steps = reference.RootElement.GetProperty("steps").EnumerateArray().Select(Step).ToArray();
            judgement.Expected.Should().Equal(Integers(reference, "expected"));
            judgement.Steps.Take(steps.Length).Should().Equal(steps);
            judgement.Steps.Skip(steps.Length).Should().NotContain(step => step.Verdict != LedgerVerdict.Malformed, "the reference stops at the answer");
            judgement.Answer.Should().Be(reference.RootElement.GetProperty("answer") is { ValueKind: JsonValueKind.Number } answer ? answer.GetInt32() : null);
        }
    }

    private static IEnumerable<int> Integers(JsonDocument reference, string name) => reference.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetInt32());

    private static LedgerStepJudgement Step(JsonElement step)
    {
        var start = step.GetProperty("start").GetInt32();
        return new(start, step.GetProperty("end").GetInt32() - start, Types[step.GetProperty("type").GetString()!], step.GetProperty("prefix").GetBoolean(), step.GetProperty("needed").GetBoolean());
    }
}
