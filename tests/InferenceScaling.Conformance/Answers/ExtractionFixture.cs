using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>A case passes if the answer found is the expected text exactly.</summary>
public sealed class ExtractionFixture : IAnswerFixture
{
    public string Name => "extraction";

    public void Run(JsonElement test, JsonElement cases)
    {
        var expected = test.GetProperty("expected").GetString();
        var actual = AnswerDomain.Math.Extract(test.GetProperty("input").GetProperty("output").GetString()!)?.Trim();
        if (actual != expected)
            throw new ConformanceException($"found '{actual ?? "nothing"}', expected '{expected ?? "nothing"}'");
    }
}
