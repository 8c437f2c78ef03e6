using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>A verifier is asked for its verdict.</summary>
internal sealed class ScoreCall(IVerifier verifier, ReasoningPath path) : JournaledCall<StepScores>(JournalEntryKind.Scores, CallKey.OfScores(path), verifier.Identity, verifier.Costs)
{
    // A verdict that does not fit would be refused again and again.
    public override async Task<StepScores> MakeAsync(CancellationToken cancellationToken) => (await verifier.ScoreAsync(path, cancellationToken).ConfigureAwait(false)).CheckedFor(path, verifier);

    public override TokenUsage UsageOf(StepScores value) => value.Usage;

    protected override (StepScores Value, double? Joules) Read(ReadOnlySpan<byte> data, string name)
    {
        var (_, scores, joules) = ScoresRecord.Read(data, name);
        return (scores, joules);
    }

    protected override byte[] Write(StepScores value) => new ScoresRecord(path.ToString(), value, Joules).ToBytes();
}
