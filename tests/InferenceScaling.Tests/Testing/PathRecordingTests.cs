using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Testing;

public sealed class PathRecordingTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task A_recording_replays_the_search_without_the_generator()
    {
        var recording = new PathRecording();
        var live = await Ask(recording.Record(ScriptedGenerator.FromAnswers("4", "5", "4")), seed: 3);
        recording.Save(_file);

        var replayed = await Ask(PathRecording.Load(_file).Replay(), seed: 3);

        replayed.Answer.Should().Be(live.Answer);
        replayed.Trace.Should().Equal(live.Trace);
    }

    [Fact]
    public async Task Another_seed_is_not_in_the_recording()
    {
        var recording = new PathRecording();
        await Ask(recording.Record(ScriptedGenerator.FromAnswers("4")), seed: 3);

        await FluentActions.Awaiting(() => Ask(recording.Replay(), seed: 4)).Should().ThrowAsync<KeyNotFoundException>().WithMessage("*3 steps*record again*");
    }

    [Fact]
    public void A_damaged_line_is_refused_with_its_number()
    {
        File.WriteAllText(_file, "{\"key\":1,\"step\":{\"text\":\"a\",\"finish\":\"EndOfText\"}}\n{\"key\":");

        FluentActions.Invoking(() => PathRecording.Load(_file)).Should().Throw<InvalidDataException>().WithMessage("*line 2*");
    }

    public void Dispose() => File.Delete(_file);

    private static Task<ReasoningResult> Ask(InferenceScaling.Paths.IStepGenerator generator, ulong seed) =>
        Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build().ReasonAsync(new() { Prompt = "q", Seed = seed });
}
