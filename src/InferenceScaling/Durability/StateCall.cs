using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>A model is asked what it makes of a prompt.</summary>
internal sealed class StateCall(IPromptReader reader, ReasoningPath root) : JournaledCall<PromptState>(JournalEntryKind.State, CallKey.OfState(root.Prompt), reader.Identity, (reader as IStepGenerator)?.Costs)
{
    public override Task<PromptState> MakeAsync(CancellationToken cancellationToken) => reader.ReadPromptAsync(root, cancellationToken);

    public override TokenUsage UsageOf(PromptState value) => value.Usage;

    protected override (PromptState Value, double? Joules) Read(ReadOnlySpan<byte> data, string name)
    {
        var (state, joules) = StateRecord.Read(data, name);
        return (state, joules);
    }

    protected override byte[] Write(PromptState value) => new StateRecord(value, Joules).ToBytes();
}
