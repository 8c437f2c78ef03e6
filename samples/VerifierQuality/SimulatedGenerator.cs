using System.Globalization;
using InferenceScaling.Paths;

namespace VerifierQuality;

/// <summary>Stands in for a language model: every step is right with the problem's own probability, and wrong paths often fall into the same trap.</summary>
internal sealed class SimulatedGenerator : IStepGenerator
{
    public const string RightAnswer = "0";
    private const int Steps = 4;
    private const double TrapShare = 0.3;

    public static bool IsRight(ReasoningPath path) => !path.Text.Contains("wrong", StringComparison.Ordinal);

    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lots = path.Random.Child(ordinal);
        var ease = 0.6 + (0.38 * PathRandom.Root(0, path.Prompt.ToString()).Uniform(0));
        var step = lots.Uniform(0) < ease ? "right. " : "wrong. ";
        var isLast = path.Depth == Steps - 1;
        return Task.FromResult(new ReasoningStep
        {
            Text = isLast ? $"{step}Answer: {Answer(step == "right. " && IsRight(path), lots)}" : step,
            Finish = isLast ? StepFinish.EndOfText : StepFinish.Delimiter,
            Usage = new(Generated: 1),
        });
    }

    public void Release(ReasoningPath path)
    {
    }

    private static string Answer(bool isRight, PathRandom lots) => isRight ? RightAnswer
        : lots.Uniform(1) < TrapShare ? "1"
        : (2 + (lots.Bits(2) % 20)).ToString(CultureInfo.InvariantCulture);
}
