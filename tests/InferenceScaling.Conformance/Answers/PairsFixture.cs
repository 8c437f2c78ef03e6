using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>
/// A case passes if the verdict is the truth label: equal where it says true, anything else where it says false.
/// Of a whole output the answer is found first; where its form is given, what was found must be equal to it.
/// </summary>
public sealed class PairsFixture : IAnswerFixture
{
    public string Name => "pairs";

    public bool IsScored(JsonElement test) => !(test.TryGetProperty("ambiguous", out var ambiguous) && ambiguous.ValueKind == JsonValueKind.True);

    public void Run(JsonElement test, JsonElement cases)
    {
        var gold = test.GetProperty("gold").GetString()!;
        var prediction = test.GetProperty("prediction").GetString();
        var isOutput = test.TryGetProperty("kind", out var kind) && kind.GetString() == "output";
        var answer = isOutput ? AnswerDomain.Math.Extract(prediction!) : prediction;
        var verdict = answer is null ? Equivalence.Different : AnswerDomain.Math.AreEquivalent(gold, answer);
        var expected = test.GetProperty("expected").GetBoolean();
        if (verdict == Equivalence.Equal != expected)
            throw new ConformanceException($"'{gold}' and '{answer}' are {verdict}, expected {(expected ? "equal" : "not equal")}");
        if (answer is not null && AnswerDomain.Math.AreEquivalent(answer, gold) != verdict)
            throw new ConformanceException($"'{gold}' and '{answer}' are {verdict}, but not the other way around");
        if (isOutput && test.TryGetProperty("expected_extraction", out var extraction) && extraction.ValueKind == JsonValueKind.String
            && (answer is null || AnswerDomain.Math.AreEquivalent(extraction.GetString()!, answer) != Equivalence.Equal))
            throw new ConformanceException($"the answer found is '{answer}', expected '{extraction.GetString()}'");
    }
}
