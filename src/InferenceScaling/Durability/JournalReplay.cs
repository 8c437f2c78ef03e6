using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>Calls from a journal, as a generator, a verifier and a reader of prompts that need no model: for tests, debugging and figures. They know what was recorded and refuse everything else.</summary>
/// <remarks>
/// Thread-safe. Build the reasoner with the strategy, step options and path limits of the recording, and ask with its prompts and seeds. Where a strategy has several generators,
/// such as a cascade, one replay stands for all of them.
/// </remarks>
public sealed class JournalReplay
{
    private readonly Dictionary<UInt128, JournalEntry> _calls;
    private readonly HashSet<string> _places;

    private JournalReplay(Dictionary<UInt128, JournalEntry> calls, HashSet<string> places, bool readsConfidences)
    {
        _calls = calls;
        _places = places;
        Steps = calls.Values.Count(static entry => entry.Kind == JournalEntryKind.Step);
        Verdicts = calls.Values.Count(static entry => entry.Kind == JournalEntryKind.Scores);
        States = calls.Count - Steps - Verdicts;
        Generator = new ReplayGenerator(this);
        PromptReader = new ReplayPromptReader(this);
        Verifier = new ReplayVerifier(this, readsConfidences);
    }

    /// <summary>Gives the recorded steps.</summary>
    public IStepGenerator Generator { get; }

    /// <summary>Gives the recorded verdicts.</summary>
    public IVerifier Verifier { get; }

    /// <summary>Gives the recorded states of prompts.</summary>
    public IPromptReader PromptReader { get; }

    /// <summary>Number of steps there are.</summary>
    public int Steps { get; }

    /// <summary>Number of verdicts there are.</summary>
    public int Verdicts { get; }

    /// <summary>Number of states of prompts there are.</summary>
    public int States { get; }

    /// <summary>Reads a journal.</summary>
    /// <param name="journal">The journal; it is not needed afterwards.</param>
    /// <param name="requestId">The only request to read; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="JournalFormatException">The journal is damaged, or two models answered one call: then read one request only.</exception>
    public static async Task<JournalReplay> LoadAsync(IReasoningJournal journal, string? requestId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var calls = new Dictionary<UInt128, JournalEntry>();
        var places = new HashSet<string>(StringComparer.Ordinal);
        var readsConfidences = false;
        await foreach (var entry in journal.ReadAsync(requestId, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == JournalEntryKind.Begun)
                readsConfidences |= RequestRecord.Read(entry.Data.Span, NameOf(entry)).Settings.Contains((SettingsDescription.ReadsConfidences, "true"));
            if (entry.Kind is JournalEntryKind.Begun or JournalEntryKind.Ended)
                continue;
            if (!calls.TryAdd(entry.Key, entry) && calls[entry.Key].Source != entry.Source)
                throw new JournalFormatException($"The journal has two answers to one call: of '{calls[entry.Key].Source}' in request '{calls[entry.Key].RequestId}' and of '{entry.Source}' in request '{entry.RequestId}'. Replay one request: pass its id.");
            if (PlaceOf(entry) is { } place)
                places.Add(place);
        }

        return new(calls, places, readsConfidences);
    }

    internal ReasoningStep FindStep(ReasoningPath path, int ordinal, StepOptions options) =>
        _calls.TryGetValue(CallKey.OfStep(path, ordinal, options), out var entry)
            ? StepRecord.Read(entry.Data.Span, NameOf(entry)).Step
            : throw Missing("step", path.Depth == 0 ? string.Create(CultureInfo.InvariantCulture, $"{ordinal}") : string.Create(CultureInfo.InvariantCulture, $"{path}.{ordinal}"));

    internal StepScores FindScores(ReasoningPath path) =>
        _calls.TryGetValue(CallKey.OfScores(path), out var entry) ? ScoresRecord.Read(entry.Data.Span, NameOf(entry)).Scores : throw Missing("verdict", path.ToString());

    internal PromptState FindState(Prompt prompt) =>
        _calls.TryGetValue(CallKey.OfState(prompt), out var entry)
            ? StateRecord.Read(entry.Data.Span, NameOf(entry)).State
            : throw new CallNotRecordedException($"The replay of {Steps} steps, {Verdicts} verdicts and {States} states holds no state of this prompt. Replay with the prompt of the recording, or record again.");

    private static string? PlaceOf(JournalEntry entry) => entry.Kind switch
    {
        JournalEntryKind.Step => StepRecord.Read(entry.Data.Span, NameOf(entry)).Place,
        JournalEntryKind.Scores => ScoresRecord.Read(entry.Data.Span, NameOf(entry)).Place,
        _ => null,
    };

    private static string NameOf(JournalEntry entry) => string.Create(CultureInfo.InvariantCulture, $"Journal entry {entry.Key:x32} of request '{entry.RequestId}'");

    private CallNotRecordedException Missing(string kind, string place) => new(
        $"The replay of {Steps} steps and {Verdicts} verdicts holds no {kind} for place {place} of this prompt and seed{(_places.Contains(place) ? " with these step options and this path (something was recorded at that place)" : "")}. "
        + "Replay with the strategy, prompt, seed, step options and path limits of the recording, or record again.");
}
