using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>A case passes if the last complete box is found exactly. Where there is no box, whatever is found passes: the file says nothing about it.</summary>
public sealed class BoxedOutputsFixture : IAnswerFixture
{
    public string Name => "boxed_outputs";

    public void Run(JsonElement test, JsonElement cases)
    {
        if (test.GetProperty("expected").GetProperty("last_boxed").GetString() is not { } expected)
            return;
        var actual = AnswerDomain.Math.Extract(test.GetProperty("input").GetProperty("output").GetString()!);
        if (actual != expected.Trim())
            throw new ConformanceException($"found '{actual ?? "nothing"}', expected '{expected}'");
    }
}
