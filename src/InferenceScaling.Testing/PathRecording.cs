using System.Collections.Concurrent;
using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>Steps that a real generator made, by their place in the search: record once with a model, test for ever without one.</summary>
/// <remarks>Thread-safe. Stored as JSON lines, one step a line, in an order that does not depend on time.</remarks>
public sealed class PathRecording
{
    private readonly ConcurrentDictionary<ulong, ReasoningStep> _steps = new();

    /// <summary>Number of steps.</summary>
    public int Count => _steps.Count;

    /// <summary>Reads a recording.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <exception cref="InvalidDataException">A line is damaged; the message has its number.</exception>
    public static PathRecording Load(string path)
    {
        var recording = new PathRecording();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            try
            {
                var recorded = JsonSerializer.Deserialize(line, RecordingJsonContext.Default.RecordedStep) ?? throw new JsonException("The line is null.");
                recording._steps[recorded.Key] = recorded.Step ?? throw new JsonException("There is no step.");
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"{path}, line {number}: not a recorded step ({exception.Message}).", exception);
            }
        }

        return recording;
    }

    /// <summary>Writes the recording.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    public void Save(string path) =>
        File.WriteAllLines(path, _steps.OrderBy(step => step.Key).Select(step => JsonSerializer.Serialize(new(step.Key, step.Value), RecordingJsonContext.Default.RecordedStep)));

    /// <summary>A generator that passes calls to another one and records its steps here.</summary>
    /// <param name="generator">The real generator.</param>
    public IStepGenerator Record(IStepGenerator generator) => new RecordingGenerator(this, generator);

    /// <summary>A generator that answers from the recording alone.</summary>
    public IStepGenerator Replay() => new ReplayingGenerator(this);

    internal void Add(ReasoningPath path, int ordinal, ReasoningStep step) => _steps[KeyOf(path, ordinal)] = step;

    internal bool TryFind(ReasoningPath path, int ordinal, out ReasoningStep? step) => _steps.TryGetValue(KeyOf(path, ordinal), out step);

    // The key of the random stream identifies seed, prompt and place.
    private static ulong KeyOf(ReasoningPath path, int ordinal) => path.Random.Child(ordinal).Key;
}
