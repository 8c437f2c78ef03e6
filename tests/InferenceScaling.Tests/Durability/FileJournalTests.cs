using System.Buffers.Binary;
using CsCheck;
using InferenceScaling.Durability;

namespace InferenceScaling.Tests.Durability;

public sealed class FileJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string File => Path.Combine(_folder, "journal");

    [Fact]
    public async Task Entries_are_read_back_in_order_by_request_and_after_reopening()
    {
        JournalEntry[] entries = [Entry("a", 1), Entry("b", 2), Entry("a", 3), Entry("ä€😀", 4)];
        await WriteAsync(entries);

        await using var journal = FileJournal.Open(File);

        (await ReadAsync(journal)).Should().BeEquivalentTo(entries.Select(Text), options => options.WithStrictOrdering());
        (await ReadAsync(journal, "a")).Should().Equal(Text(entries[0]), Text(entries[2]));
        (await ReadAsync(journal, "nobody")).Should().BeEmpty();
        journal.DroppedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Cut_at_any_byte_it_keeps_the_whole_commits_before_and_goes_on()
    {
        var ends = await WriteAsync([Entry("a", 1), Entry("a", 2), Entry("a", 3)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        for (var length = 0; length <= bytes.Length; length++)
        {
            await System.IO.File.WriteAllBytesAsync(File, bytes[..length]);
            var whole = ends.Count(end => end <= length);
            await using (var journal = FileJournal.Open(File))
            {
                (await ReadAsync(journal)).Should().HaveCount(whole, $"the file was cut at byte {length}");
                await journal.AppendAsync(Entry("a", 9));
            }

            await using (var journal = FileJournal.Open(File))
            {
                journal.DroppedBytes.Should().Be(0, "opening repaired the file");
                (await ReadAsync(journal)).Should().HaveCount(whole + 1).And.EndWith(Text(Entry("a", 9)));
            }
        }
    }

    [Fact]
    public async Task Any_changed_byte_before_the_last_commit_is_refused_with_its_place()
    {
        var ends = await WriteAsync([Entry("a", 1), Entry("a", 2), Entry("a", 3)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        for (var at = 0; at < ends[1]; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            await System.IO.File.WriteAllBytesAsync(File, damaged);

            var frame = at < JournalFileHeader.Length ? 0 : at < ends[0] ? JournalFileHeader.Length : ends[0];
            FluentActions.Invoking(() => FileJournal.Open(File)).Should().Throw<JournalFormatException>($"byte {at} was changed").WithMessage(frame == 0 ? $"{File} is *" : $"{File} is damaged at byte {frame}:*");
            (await System.IO.File.ReadAllBytesAsync(File)).Should().Equal(damaged, "what is refused is left as it is");
        }
    }

    [Fact]
    public async Task A_last_commit_that_does_not_check_is_dropped_also_with_holes()
    {
        var ends = await WriteAsync([Entry("a", 1), Entry("a", 2)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        for (var at = (int)ends[0]; at < bytes.Length; at++)
        {
            var damaged = bytes.ToArray();
            Array.Clear(damaged, at, Math.Min(16, damaged.Length - at));
            if (damaged.AsSpan().SequenceEqual(bytes))
                continue;
            await System.IO.File.WriteAllBytesAsync(File, damaged);

            await using var journal = FileJournal.Open(File);

            (await ReadAsync(journal)).Should().Equal(Text(Entry("a", 1)));
            journal.DroppedBytes.Should().Be(bytes.Length - ends[0]);
        }
    }

    [Fact]
    public async Task A_length_of_two_gigabytes_is_refused_without_reading_it()
    {
        var ends = await WriteAsync([Entry("a", 1), Entry("a", 2)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(JournalFileHeader.Length + 4), int.MaxValue);
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        FluentActions.Invoking(() => FileJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage($"*byte {JournalFileHeader.Length}*byte {ends[0]}*");
    }

    [Fact]
    public async Task A_text_that_looks_like_a_frame_is_none()
    {
        // What a model wrote may hold the bytes of whole frames of this very file.
        await WriteAsync([Entry("a", 1)]);
        var frame = (await System.IO.File.ReadAllBytesAsync(File))[JournalFileHeader.Length..];
        var ends = await WriteAsync([new("a", JournalEntryKind.Step, 2, "s", frame)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..^1]);

        await using var journal = FileJournal.Open(File);

        (await ReadAsync(journal)).Should().Equal(Text(Entry("a", 1)));
        ends[^1].Should().Be(bytes.Length);
    }

    [Theory]
    [InlineData("this is a text file of some length")]
    [InlineData("ISJRNL")]
    [InlineData("x")]
    public async Task A_file_of_something_else_is_refused_and_left(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text);
        if (text == "ISJRNL")
        {
            await using var begun = FileJournal.Open(File);
            (await ReadAsync(begun)).Should().BeEmpty("a crash may leave the beginning of a header");
            return;
        }

        FluentActions.Invoking(() => FileJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage("*is no journal*left as it is*");
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(text);
    }

    [Fact]
    public async Task A_journal_of_a_newer_version_says_so()
    {
        await WriteAsync([Entry("a", 1)]);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes[8] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), JournalFrame.Checksum(bytes.AsSpan(0, 20), 0, 0));
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        FluentActions.Invoking(() => FileJournal.Open(File)).Should().Throw<JournalFormatException>().WithMessage("*version 3*reads 1 to 2*");
    }

    [Fact]
    public async Task A_second_user_is_refused_and_the_first_goes_on()
    {
        await using var journal = FileJournal.Open(File);

        FluentActions.Invoking(() => FileJournal.Open(File)).Should().Throw<JournalInUseException>().WithMessage($"*{File}*one user at a time*");
        FluentActions.Invoking(() => FileJournal.OpenRead(File)).Should().Throw<JournalInUseException>();
        await journal.AppendAsync(Entry("a", 1));
        (await ReadAsync(journal)).Should().ContainSingle();
    }

    [Fact]
    public async Task To_read_only_several_may_open_it_and_nothing_is_written()
    {
        await WriteAsync([Entry("a", 1)]);
        await using (var stream = new FileStream(File, FileMode.Append))
            stream.WriteByte(1);
        var length = new FileInfo(File).Length;
        await using var one = FileJournal.OpenRead(File);
        await using var other = FileJournal.OpenRead(File);

        (await ReadAsync(one)).Should().Equal(await ReadAsync(other));
        one.DroppedBytes.Should().Be(1);
        await FluentActions.Awaiting(async () => await one.AppendAsync(Entry("a", 2))).Should().ThrowAsync<JournalException>().WithMessage("*read only*");
        new FileInfo(File).Length.Should().Be(length);
    }

    [Fact]
    public async Task Concurrent_entries_share_flushes_and_none_is_acknowledged_before_its_flush()
    {
        var storage = new CountingStorage(File);
        await using var journal = new FileJournal(storage);
        storage.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

        var appends = Enumerable.Range(0, 64).Select(index => journal.AppendAsync(Entry("a", index)).AsTask()).ToArray();
        await storage.Writing.Task;
        appends.Should().AllSatisfy(append => append.IsCompleted.Should().BeFalse());
        storage.Hold.SetResult();
        await Task.WhenAll(appends);

        storage.Flushes.Should().BeLessThanOrEqualTo(3, "the first entry may be alone, the others wait for one flush together");
        (await ReadAsync(journal)).Should().HaveCount(64);
    }

    [Fact]
    public async Task Giving_up_the_wait_does_not_lose_the_entry()
    {
        var storage = new CountingStorage(File) { Hold = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var journal = new FileJournal(storage);
        using var cancel = new CancellationTokenSource();
        var append = journal.AppendAsync(Entry("a", 1), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => append).Should().ThrowAsync<OperationCanceledException>();
        storage.Hold.SetResult();
        await journal.AppendAsync(Entry("a", 2));
        (await ReadAsync(journal)).Should().Equal(Text(Entry("a", 1)), Text(Entry("a", 2)));
    }

    [Fact]
    public async Task After_a_failed_write_every_entry_is_refused_until_it_is_opened_anew()
    {
        var storage = new CountingStorage(File);
        await using (var journal = new FileJournal(storage))
        {
            await journal.AppendAsync(Entry("a", 1));
            storage.Failure = new IOException("No space left on device.");
            await FluentActions.Awaiting(async () => await journal.AppendAsync(Entry("a", 2))).Should().ThrowAsync<JournalException>().WithMessage("*could not be written: No space left*");
            storage.Failure = null;
            await FluentActions.Awaiting(async () => await journal.AppendAsync(Entry("a", 3))).Should().ThrowAsync<JournalException>().WithMessage("*takes no more entries*Open it anew*");
        }

        await using var again = FileJournal.Open(File);
        await again.AppendAsync(Entry("a", 4));
        (await ReadAsync(again)).Should().Equal(Text(Entry("a", 1)), Text(Entry("a", 4)));
    }

    [Fact]
    public async Task A_closed_journal_refuses_entries()
    {
        var journal = FileJournal.Open(File);
        await journal.DisposeAsync();
        await journal.DisposeAsync();

        await FluentActions.Awaiting(async () => await journal.AppendAsync(Entry("a", 1))).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task An_id_that_is_no_text_is_refused()
    {
        await using var journal = FileJournal.Open(File);

        foreach (var id in (string[])["", "\ud800", new('a', 257)])
            await FluentActions.Awaiting(async () => await journal.AppendAsync(Entry(id, 1))).Should().ThrowAsync<ArgumentException>().WithMessage("*1 to 256 characters*");
    }

    [Fact]
    public async Task Entries_larger_than_a_frame_are_kept()
    {
        var large = new byte[9 << 20];
        new Random(1).NextBytes(large);
        await using (var journal = FileJournal.Open(File))
            await Task.WhenAll(Enumerable.Range(0, 3).Select(index => journal.AppendAsync(new("a", JournalEntryKind.Step, (UInt128)index, "s", large)).AsTask()));

        await using var again = FileJournal.Open(File);
        await foreach (var entry in again.ReadAsync())
            entry.Data.Span.SequenceEqual(large).Should().BeTrue();
    }

    [Fact]
    public void A_crc_is_that_of_Castagnoli() =>
        // RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 8A9136AA. Salt and offset are 16 of them.
        JournalFrame.Checksum(new byte[16], offset: 0, salt: 0).Should().Be(0x8A9136AA);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JournalEntry Entry(string request, int number) => new(request, JournalEntryKind.Step, (UInt128)number, "source", BitConverter.GetBytes(number * 7919));

    private static string Text(JournalEntry entry) => $"{entry.RequestId} {entry.Kind} {entry.Key} {entry.Source} {Convert.ToHexString(entry.Data.Span)}";

    private static async Task<List<string>> ReadAsync(FileJournal journal, string? request = null)
    {
        var texts = new List<string>();
        await foreach (var entry in journal.ReadAsync(request))
            texts.Add(Text(entry));
        return texts;
    }

    /// <summary>Writes each entry in a commit of its own and returns where each commit ends.</summary>
    private async Task<List<long>> WriteAsync(IEnumerable<JournalEntry> entries)
    {
        var ends = new List<long>();
        await using var journal = FileJournal.Open(File);
        foreach (var entry in entries)
        {
            await journal.AppendAsync(entry);
            ends.Add(new FileInfo(File).Length);
        }

        return ends;
    }

    private sealed class CountingStorage(string path) : JournalStorage(path, isReadOnly: false)
    {
        public int Flushes { get; private set; }

        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Writing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset)
        {
            Writing.TrySetResult();
            if (Hold is { } hold)
                await hold.Task;
            if (Failure is not null)
            {
                await base.WriteAsync(bytes[..(bytes.Length / 2)], offset);
                throw Failure;
            }

            await base.WriteAsync(bytes, offset);
        }

        public override void Flush()
        {
            Flushes++;
            base.Flush();
        }
    }
}
