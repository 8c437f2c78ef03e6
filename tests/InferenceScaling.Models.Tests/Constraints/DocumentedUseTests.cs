using System.Text.Json;
using InferenceScaling.Models.Constraints;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Constraints;

/// <summary>The code of docs/constrained-output.md and docs/thinking.md.</summary>
public sealed class DocumentedUseTests
{
    [Fact]
    public async Task Constrained_output_is_used_as_documented()
    {
        using var tiny = new TinyModel(bias: (_, logits) => logits['"'] += 4);
        var model = tiny.Model;
        var schema = new JsonSchemaConstraint("""
            {"type": "object", "required": ["city"],
             "properties": {"city": {"type": "string", "maxLength": 40}, "people": {"type": "integer"}}}
            """);
        var options = new StepOptions { Constraint = schema, Delimiters = [], MaxTokens = 256 };
        var step = await model.GenerateStepAsync(ReasoningPath.Root("Name a city, as JSON.", seed: 1), 0, options);
        step.Finish.Should().Be(StepFinish.EndOfText);
        using var document = JsonDocument.Parse(step.Text);
        document.RootElement.GetProperty("city").ValueKind.Should().Be(JsonValueKind.String);

        var verdict = new RegexConstraint(@"(correct|wrong), line \d{1,3}");
        verdict.Matches("wrong, line 12").Should().BeTrue();
    }

    [Fact]
    public async Task Thinking_is_used_as_documented()
    {
        using var tiny = new TinyModel(bias: (_, logits) => (logits['z'], logits[TinyModel.End]) = (20, 15));
        var model = tiny.Model;
        var thinking = new ThinkingOptions { MinTokens = 100, MaxTokens = 2000, AnswerTokens = 300 };
        var options = new StepOptions { Thinking = thinking, Delimiters = [], MaxTokens = 4096 };
        var step = await model.GenerateStepAsync(ReasoningPath.Root("How many primes are below 100? <think>", seed: 1), 0, options);
        var (thoughts, answer) = ThinkingText.Split(step.Text, thinking);
        thoughts.Length.Should().BeInRange(100, 2000);
        answer.Should().NotBeNull();
    }
}
