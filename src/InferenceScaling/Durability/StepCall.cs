using System.Globalization;
using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>A generator is asked for a step.</summary>
internal sealed class StepCall(IStepGenerator generator, ReasoningPath path, int ordinal, StepOptions options)
    : JournaledCall<ReasoningStep>(JournalEntryKind.Step, CallKey.OfStep(path, ordinal, options), generator.Identity, generator.Costs)
{
    private string Place => path.Depth == 0 ? string.Create(CultureInfo.InvariantCulture, $"{ordinal}") : string.Create(CultureInfo.InvariantCulture, $"{path}.{ordinal}");

    public override Task<ReasoningStep> MakeAsync(CancellationToken cancellationToken) => generator.GenerateStepAsync(path, ordinal, options, cancellationToken);

    public override TokenUsage UsageOf(ReasoningStep value) => value.Usage;

    public override void Discard(ReasoningStep value) => generator.Release(path.Extend(ordinal, value));

    protected override (ReasoningStep Value, double? Joules) Read(ReadOnlySpan<byte> data, string name)
    {
        var (_, step, joules) = StepRecord.Read(data, name);
        return (step, joules);
    }

    protected override byte[] Write(ReasoningStep value) => new StepRecord(Place, value, Joules).ToBytes();
}
