using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>
/// A case passes if the number after the mark is found (nothing, where what stands there is not one number), and it equals the ground truth as the file's flag says.
/// Without a mark the last number outside of calculator notes must be found.
/// </summary>
public sealed class Gsm8kOutputsFixture : IAnswerFixture
{
    public string Name => "gsm8k_outputs";

    public void Run(JsonElement test, JsonElement cases)
    {
        var expected = test.GetProperty("expected");
        var hasMarker = expected.GetProperty("has_marker").GetBoolean();
        var number = expected.GetProperty(hasMarker ? "number" : "last_number_without_annotations").GetString();
        var found = AnswerDomain.Number.Extract(test.GetProperty("input").GetProperty("output").GetString()!);
        if (found is null != number is null || (found is not null && AnswerDomain.Number.Canonicalize(found) != AnswerDomain.Number.Canonicalize(number!)))
            throw new ConformanceException($"found '{found ?? "nothing"}', expected '{number ?? "nothing"}'");
        if (!hasMarker || found is null)
            return;
        var isCorrect = AnswerDomain.Number.AreEquivalent(found, test.GetProperty("ground_truth_number").GetString()!) == Equivalence.Equal;
        if (isCorrect != test.GetProperty("is_correct").GetBoolean())
            throw new ConformanceException($"'{found}' is {(isCorrect ? "correct" : "not correct")} here, the file says otherwise");
    }
}
