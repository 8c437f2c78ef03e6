using InferenceScaling.TorchSharp.Native;

namespace InferenceScaling.TorchSharp.Tests.Native;

public sealed class NativeFileCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("native-cache-").FullName;

    [Fact]
    public void The_stored_file_holds_the_content_and_is_not_written_twice()
    {
        var path = NativeFileCache.Store([_folder], "lib.so", [1, 2, 3]);
        File.ReadAllBytes(path).Should().Equal(1, 2, 3);
        var written = File.GetLastWriteTimeUtc(path);
        NativeFileCache.Store([_folder], "lib.so", [1, 2, 3]).Should().Be(path);
        File.GetLastWriteTimeUtc(path).Should().Be(written);
        NativeFileCache.Store([_folder], "lib.so", [1, 2, 4]).Should().NotBe(path, "another version has another place");
    }

    [Fact]
    public void A_file_that_was_tampered_with_is_replaced()
    {
        var path = NativeFileCache.Store([_folder], "lib.so", [1, 2, 3]);
        File.WriteAllBytes(path, [9, 9, 9]);
        File.ReadAllBytes(NativeFileCache.Store([_folder], "lib.so", [1, 2, 3])).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_root_that_cannot_be_written_is_passed_over()
    {
        var blocked = Path.Combine(_folder, "a-file");
        File.WriteAllText(blocked, "not a folder");
        NativeFileCache.Store([blocked, _folder], "lib.so", [7]).Should().StartWith(_folder + Path.DirectorySeparatorChar).And.NotStartWith(blocked);
    }

    [Fact]
    public void The_message_names_every_root_that_failed()
    {
        var blocked = Path.Combine(_folder, "a-file");
        File.WriteAllText(blocked, "not a folder");
        var act = () => NativeFileCache.Store([blocked], "lib.so", [7]);
        act.Should().Throw<IOException>().WithMessage($"*{blocked}*XDG_CACHE_HOME*");
    }

    [Fact]
    public async Task Many_at_once_all_get_the_whole_file()
    {
        var content = new byte[1 << 18];
        content.AsSpan().Fill(42);
        using var start = new ManualResetEventSlim();
        var tasks = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            start.Wait();
            return File.ReadAllBytes(NativeFileCache.Store([_folder], "lib.so", content)).AsSpan().SequenceEqual(content);
        })).ToList();
        start.Set();
        (await Task.WhenAll(tasks)).Should().AllBeEquivalentTo(true);
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Should().ContainSingle("no temporary file stays behind");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
