using System.Globalization;
using InferenceScaling.Durability;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Data.Sqlite;

namespace InferenceScaling.Sqlite.Tests;

public sealed class SqliteJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sqlite-journal").FullName;

    private string File => Path.Combine(_folder, "journal.db");

    [Fact]
    public async Task Entries_are_read_back_in_order_by_request_and_after_reopening()
    {
        // More than a page of rows, with keys of all bits.
        var entries = Enumerable.Range(0, 600).Select(index => Entry(index % 2 == 0 ? "a" : "ä€😀", (UInt128)index << 60)).ToArray();
        await using (var journal = SqliteJournal.Open(File))
            await Task.WhenAll(entries.Select(entry => journal.AppendAsync(entry).AsTask()));

        await using var again = SqliteJournal.Open(File);

        (await ReadAsync(again)).Should().BeEquivalentTo(entries.Select(Text), options => options.WithStrictOrdering());
        (await ReadAsync(again, "a")).Should().HaveCount(300);
        (await ReadAsync(again, "nobody")).Should().BeEmpty();
    }

    [Fact]
    public async Task An_entry_that_is_there_already_is_kept_once()
    {
        await using var journal = SqliteJournal.Open(File);
        await journal.AppendAsync(Entry("a", 1));
        await journal.AppendAsync(Entry("a", 1));

        (await ReadAsync(journal)).Should().ContainSingle();
    }

    [Fact]
    public async Task Two_users_share_a_database()
    {
        await using var one = SqliteJournal.Open(File);
        await using var other = SqliteJournal.Open(File);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(index => (index % 2 == 0 ? one : other).AppendAsync(Entry("a", (UInt128)index)).AsTask()));

        (await ReadAsync(one)).Should().HaveCount(200).And.Equal(await ReadAsync(other));
    }

    [Fact]
    public async Task A_request_goes_on_in_another_process_and_can_be_forgotten()
    {
        var (first, second, third) = (ScriptedGenerator.FromAnswers("4"), ScriptedGenerator.FromAnswers("4"), ScriptedGenerator.FromAnswers("4"));
        await using (var journal = SqliteJournal.Open(File))
            await AskAsync(first, journal);
        await using var again = SqliteJournal.Open(File);

        var result = await AskAsync(second, again);
        await again.RemoveAsync("order 7");
        await again.RemoveAsync("order 7");

        (first.Calls, second.Calls, result.Recovered.GeneratorCalls).Should().Be((5, 0, 5));
        (await again.ListRequestsAsync()).Should().BeEmpty();
        await AskAsync(third, again);
        third.Calls.Should().Be(5);
    }

    [Fact]
    public async Task The_database_is_flushed_at_every_commit()
    {
        await using var journal = SqliteJournal.Open(File);
        await journal.AppendAsync(Entry("a", 1));

        Scalar("PRAGMA journal_mode").Should().Be("wal");
        System.IO.File.Exists(File + "-wal").Should().BeTrue();
    }

    [Fact]
    public async Task A_changed_row_is_refused_with_its_place()
    {
        await using (var journal = SqliteJournal.Open(File))
        {
            await journal.AppendAsync(Entry("a", 1));
            await journal.AppendAsync(Entry("a", 2));
        }

        foreach (var change in (string[])["data = x'00'", "source = 'x'", "kind = 3", "key = x'00000000000000000000000000000007'", "key = x'07'", "request = 'b'"])
        {
            Scalar($"UPDATE journal SET {change} WHERE id = 2");
            await using var journal = SqliteJournal.Open(File);
            await FluentActions.Awaiting(() => ReadAsync(journal)).Should().ThrowAsync<JournalFormatException>(change).WithMessage($"{File}, row 2 is damaged*");
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000));

        FluentActions.Invoking(() => SqliteJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage($"{File} is damaged or no database*");
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(new string('x', 5000));
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left()
    {
        Scalar("CREATE TABLE customers (id INTEGER)");

        FluentActions.Invoking(() => SqliteJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage("*something else*file of its own*");
        Scalar("SELECT count(*) FROM sqlite_schema").Should().Be(1L);
    }

    [Fact]
    public async Task A_journal_of_a_newer_version_says_so()
    {
        await SqliteJournal.Open(File).DisposeAsync();
        Scalar("PRAGMA user_version = 9");

        FluentActions.Invoking(() => SqliteJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage("*version 9*reads 1 to 2*");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        FluentActions.Invoking(() => SqliteJournal.Open(Path.Combine(_folder, "no", "journal.db"))).Should().Throw<JournalException>().WithMessage("*no*journal.db*");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JournalEntry Entry(string request, UInt128 key) => new(request, JournalEntryKind.Step, key, "source", key.ToString("x", CultureInfo.InvariantCulture).Select(character => (byte)character).ToArray());

    private static string Text(JournalEntry entry) => $"{entry.RequestId} {entry.Kind} {entry.Key} {entry.Source} {Convert.ToHexString(entry.Data.Span)}";

    private static async Task<List<string>> ReadAsync(SqliteJournal journal, string? request = null)
    {
        var texts = new List<string>();
        await foreach (var entry in journal.ReadAsync(request))
            texts.Add(Text(entry));
        return texts;
    }

    private static Task<ReasoningResult> AskAsync(ScriptedGenerator generator, SqliteJournal journal) =>
        Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 5).UseJournal(journal).Build().ReasonAsync(new() { Prompt = "q", Id = "order 7" });

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
