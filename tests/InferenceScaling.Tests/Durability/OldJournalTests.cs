using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;

namespace InferenceScaling.Tests.Durability;

/// <summary>Journals that earlier versions of the library wrote are read, gone on with, and replayed.</summary>
public sealed class OldJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("old-journal").FullName;

    [Fact]
    public async Task A_file_of_version_1_answers_all_that_it_has()
    {
        var file = Copy(out _);
        var generator = new ScriptedGenerator(StrategyCatalogue.Steps);
        await using var journal = FileJournal.Open(file);

        var result = await AskAsync(generator, journal);

        generator.Calls.Should().Be(0);
        (result.Answer, result.Usage.Tokens).Should().Be(("7", new TokenUsage(Generated: 21, Verified: 16)));
        (result.Recovered.GeneratorCalls, result.Recovered.VerifierCalls).Should().Be((9, 6));
        var replay = await JournalReplay.LoadAsync(journal);
        (await StrategyCatalogue.Use("best-of-N", replay.Generator).WithVerifier(replay.Verifier).Build().ReasonAsync(new() { Prompt = Prompt.FromString("q"), Seed = 5 })).Answer.Should().Be("7");
    }

    [Fact]
    public async Task A_file_of_version_1_that_was_cut_goes_on_and_stays_readable()
    {
        var file = Copy(out var bytes);
        await System.IO.File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)]);
        var generator = new ScriptedGenerator(StrategyCatalogue.Steps);
        await using (var journal = FileJournal.Open(file))
            (await AskAsync(generator, journal)).Answer.Should().Be("7");

        await using (var again = FileJournal.Open(file))
        {
            var result = await AskAsync(new ScriptedGenerator(StrategyCatalogue.Steps), again);
            (result.Answer, result.Recovered.GeneratorCalls).Should().Be(("7", 9));
        }

        generator.Calls.Should().BeInRange(1, 8);
        (await System.IO.File.ReadAllBytesAsync(file))[8].Should().Be(1, "a file keeps the version it began with");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<ReasoningResult> AskAsync(ScriptedGenerator generator, FileJournal journal) =>
        StrategyCatalogue.Use("best-of-N", generator).UseJournal(journal).Build().ReasonAsync(new() { Prompt = Prompt.FromString("q"), Seed = 5, Id = "of version 1" });

    private string Copy(out byte[] bytes)
    {
        bytes = System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "version1.journal"));
        var file = Path.Combine(_folder, "journal");
        System.IO.File.WriteAllBytes(file, bytes);
        return file;
    }
}
