using System.Diagnostics;
using System.Globalization;
using InferenceScaling.Durability;
using InferenceScaling.Durability.Child;
using InferenceScaling.Paths;
using InferenceScaling.Tests.Durability;
using InferenceScaling.Tests.Search;
using Xunit.Abstractions;

namespace InferenceScaling.Sqlite.Tests;

/// <summary>Kills processes that search, over all strategies, kinds of limits and kinds of judges, and runs their requests again.</summary>
public sealed class FaultInjectionTests(ITestOutputHelper output) : IDisposable
{
    private const int UsualKills = 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-kills").FullName;
    private readonly List<string> _report = [];

    public static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("INFERENCE_SCALING_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : UsualKills;

    /// <summary>Set INFERENCE_SCALING_KILLS=250 for 500 kills in all.</summary>
    [Theory]
    [InlineData("file")]
    [InlineData("sqlite")]
    public async Task A_killed_search_goes_on_with_the_same_answer_and_pays_for_nothing_twice(string kind)
    {
        var strategies = StrategyCatalogue.Names.ToArray();
        var (kills, trials, torn, inFlight, recovered, paidTwice, different, limited) = (0, 0, 0, 0, 0, 0, 0, 0);
        var seen = new HashSet<string>();
        for (var turn = 0; kills < Kills; turn++)
        {
            turn.Should().BeLessThan(20 * Kills, "processes must not mostly end before they are killed");
            var lot = PathRandom.Root((ulong)turn, kind);
            var trial = await DrawAsync(strategies[turn % strategies.Length], lot);
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{kind}{turn}")).FullName;
            var (journalPath, paidPath) = (Path.Combine(folder, "journal"), Path.Combine(folder, "paid"));
            var (expected, calls) = await UndisturbedAsync(trial, Path.Combine(folder, "undisturbed"));

            if (calls.Count == 0)
                continue;

            // Some requests are killed again while they go on.
            var killsNow = 0;
            for (var attempt = 0; attempt <= (int)(lot.Bits(2) % 3); attempt++)
                killsNow += await KillAsync(kind, journalPath, paidPath, trial, calls.Count, lot.Child(attempt)) ? 1 : 0;
            if (killsNow == 0)
                continue;
            var before = PaidCalls.Read(paidPath);
            await using var journal = Open(kind, journalPath);
            torn += journal is FileJournal { DroppedBytes: > 0 } ? 1 : 0;
            var journaled = await JournaledAsync(journal, CachedModels.NamesOf(trial.Search.Judge));
            using var paid = new PaidCalls(Path.Combine(folder, "resumed"), _ => { });

            var result = await trial.RunAsync(journal, paid);

            var after = PaidCalls.Read(Path.Combine(folder, "resumed"));
            paidTwice += after.Count(journaled.Contains);
            different += LimitedSearch.Comparable(result) == expected ? 0 : 1;
            LimitedSearch.Comparable(result).Should().Be(expected, $"that is the answer of {trial}");
            after.Should().BeEquivalentTo(calls.Except(journaled), $"{trial} pays for what was not journaled, and for nothing else");
            after.Should().OnlyHaveUniqueItems();
            journaled.Should().BeSubsetOf(before, "nothing is in the journal that was not paid for");
            (result.Recovered.GeneratorCalls + result.Recovered.VerifierCalls).Should().Be(journaled.Count(PaidCalls.IsOfCall));
            (await journal.ListRequestsAsync()).Should().ContainSingle().Which.HasEnded.Should().BeTrue();
            kills += killsNow;
            trials++;
            seen.Add(trial.Search.Strategy);
            limited += result.Limit is null ? 0 : 1;
            recovered += journaled.Count(PaidCalls.IsOfCall);
            inFlight += before.Distinct().Where(PaidCalls.IsOfCall).Except(journaled).Count();
        }

        Report($"{kind}: {kills} kills of {trials} requests over {seen.Count} of {strategies.Length} strategies, {limited} of them cut by a limit; {trials - different} resumed with identical answers, {different} with others; "
            + $"{recovered} calls recovered, {paidTwice} of them paid twice; {inFlight} calls were paid but not yet journaled when the process died; {torn} last writes were cut.");
        different.Should().Be(0);
        paidTwice.Should().Be(0);
        recovered.Should().BePositive();
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("INFERENCE_SCALING_KILLS_REPORT") is { } file)
            File.AppendAllLines(file, _report);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(string Result, IReadOnlyList<string> Calls)> UndisturbedAsync(Trial trial, string paidPath)
    {
        using (var paid = new PaidCalls(paidPath, _ => { }))
        {
            var result = LimitedSearch.Comparable(await trial.RunAsync(journal: null, paid));
            return (result, PaidCalls.Read(paidPath));
        }
    }

    private static BatchedJournal Open(string kind, string path) => kind == "file" ? FileJournal.Open(path) : SqliteJournal.Open(path);

    private static async Task<HashSet<string>> JournaledAsync(BatchedJournal journal, IReadOnlyList<string> judges)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in journal.ReadAsync())
        {
            if (entry.Kind is JournalEntryKind.Step or JournalEntryKind.Scores)
                lines.Add(PaidCalls.LineOf(entry.Key, entry.Source)).Should().BeTrue("no call is journaled twice");
            if (entry.Kind != JournalEntryKind.Scores)
                continue;

            // With a verdict, every step of the path is judged.
            var place = ScoresRecord.Read(entry.Data.Span, "test").Place;
            for (var end = place.Length; end > 0; end = place.LastIndexOf('.', end - 1))
                lines.UnionWith(judges.Select(judge => PaidCalls.LineOfJudged(judge, place[..end])));
        }

        return lines;
    }

    private static async Task<Trial> DrawAsync(string strategy, PathRandom lot)
    {
        var search = new LimitedSearch(strategy, (JudgeKind)(lot.Bits(3) % 3), lot.Bits(0) % 1000, ByScores: lot.Bits(6) % 2 == 0);
        return new(lot.Bits(1) % 8 == 0 ? search : await search.LimitedToAsync(LimitedSearch.Limits[(int)(lot.Bits(4) % (ulong)LimitedSearch.Limits.Count)], share: 0.3m + (0.6m * (decimal)lot.Uniform(5))));
    }

    private static async Task<bool> KillAsync(string kind, string journalPath, string paidPath, Trial trial, int calls, PathRandom lot)
    {
        // By the parent after a while, after a paid call, and for files also in the middle of a write and between a write and its flush.
        var plan = (kind == "file" ? lot.Bits(0) % 4 : lot.Bits(0) % 2) switch
        {
            0 => new CrashPlan(CrashKind.Never, 0),
            1 => new CrashPlan(CrashKind.Paid, (long)(lot.Bits(1) % (ulong)calls)),
            2 => new CrashPlan(CrashKind.Bytes, (long)(lot.Bits(1) % (ulong)(calls * 200))),
            _ => new CrashPlan(CrashKind.Flushes, (long)(lot.Bits(1) % 30)),
        };
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(Trial).Assembly.Location, kind, journalPath, paidPath, $"{plan.Kind}", $"{plan.At}", .. trial.Arguments])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var child = Process.Start(start)!;
        (await child.StandardOutput.ReadLineAsync()).Should().Be("ready");
        if (plan.Kind == CrashKind.Never)
        {
            await WaitForPaidAsync(paidPath, (long)(lot.Bits(1) % (ulong)calls), child);
            await Task.Delay((int)(lot.Bits(2) % 15));
            child.Kill();
        }

        await child.WaitForExitAsync();
        var end = await child.StandardOutput.ReadToEndAsync();
        var error = await child.StandardError.ReadToEndAsync();
        error.Should().BeEmpty();
        return end.Length == 0 && child.ExitCode != 0;
    }

    private static async Task WaitForPaidAsync(string path, long calls, Process child)
    {
        var already = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        while (!child.HasExited && (!File.Exists(path) || new FileInfo(path).Length < already + (calls * PaidCalls.LineOf(0, "small").Length)))
            await Task.Delay(1);
    }

    private void Report(string line)
    {
        output.WriteLine(line);
        _report.Add(line);
    }
}
