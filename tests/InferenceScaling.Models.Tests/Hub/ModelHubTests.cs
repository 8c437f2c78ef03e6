using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Hub;
using InferenceScaling.Models.Tests.Checkpoints;

namespace InferenceScaling.Models.Tests.Hub;

/// <summary>Downloads from a server on this machine that cuts, lies, stalls and redirects.</summary>
public sealed class ModelHubTests : IDisposable
{
    private readonly HubServer _server = new();
    private readonly TemporaryFolder _cache = new();
    private readonly HastyTime _time = new();
    private readonly byte[] _weights = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 >> 3))];
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    public ModelHubTests()
    {
        _server.Files["config.json"] = "{\"model_type\":\"llama\"}"u8.ToArray();
        _server.Files["tokenizer.json"] = "{}"u8.ToArray();
        _server.Files["model.safetensors"] = _weights;
        _server.Files["pytorch_model.bin"] = [1, 2, 3];
        _server.Files["README.md"] = [4];
    }

    // A server that misbehaves otherwise than by silence must not be taken for a silent one: the clock is hasty, and the machine may be busy.
    private HubOptions Options => Impatient with { StallTimeout = TimeSpan.FromHours(1) };

    private HubOptions Impatient => new() { Endpoint = _server.Address, CacheFolder = _cache.Location, TimeProvider = _time, Offline = false, Token = string.Empty };

    public void Dispose()
    {
        _server.Dispose();
        _cache.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Only_the_needed_files_come_in_the_layout_all_tools_share()
    {
        var folder = await Download(Options);
        folder.Should().Be(_cache.File($"models--owner--name/snapshots/{HubServer.Commit}"));
        Directory.GetFiles(folder).Select(Path.GetFileName).Should().BeEquivalentTo("config.json", "tokenizer.json", "model.safetensors");
        File.ReadAllBytes(Path.Combine(folder, "model.safetensors")).Should().Equal(_weights);
        File.ReadAllText(_cache.File("models--owner--name/refs/main")).Should().Be(HubServer.Commit);
        if (!OperatingSystem.IsWindows())
            new FileInfo(Path.Combine(folder, "config.json")).LinkTarget.Should().StartWith("../../blobs/");
        Directory.GetFiles(_cache.File("models--owner--name/blobs")).Should().HaveCount(3).And.NotContain(name => name.EndsWith(".incomplete"));
    }

    [Fact]
    public async Task What_is_in_the_cache_is_not_fetched_again_and_serves_without_a_network()
    {
        var folder = await Download(Options);
        (await Download(Options)).Should().Be(folder);
        _server.Count("GET", "model.safetensors").Should().Be(1);
        _server.Dispose();
        (await Download(Options with { Offline = true })).Should().Be(folder);
        (await Download(Options with { MaxAttempts = 1 })).Should().Be(folder, "an unreachable server is no reason to refuse what is here");
        (await Download(Options with { Offline = true, Revision = HubServer.Commit })).Should().Be(folder);
    }

    [Fact]
    public async Task Offline_without_the_model_is_an_error_and_asks_nobody()
    {
        (await Failure(Options with { Offline = true })).Message.Should().Contain("owner/name").And.Contain("HF_HUB_OFFLINE");
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Offline_an_incomplete_model_does_not_count()
    {
        var folder = await Download(Options);
        File.Delete(Path.Combine(folder, "model.safetensors"));
        (await Failure(Options with { Offline = true })).Message.Should().Contain("not wholly");
    }

    [Fact]
    public async Task A_cut_connection_continues_where_it_stopped()
    {
        var cuts = 0;
        _server.Fault = request => IsWeights(request) && Interlocked.Increment(ref cuts) == 1 ? new() { Body = _weights, CutAfter = 100_000 } : null;
        var folder = await Download(Options);
        File.ReadAllBytes(Path.Combine(folder, "model.safetensors")).Should().Equal(_weights);
        _server.Requests.Where(IsWeights).Select(request => request.Headers.GetValueOrDefault("Range")).Should().Equal(null, "bytes=100000-");
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_continued()
    {
        _server.Fault = request => IsWeights(request) ? new() { Body = _weights, CutAfter = 50_000 } : null;
        (await Failure(Options with { MaxAttempts = 1 })).IsTransient.Should().BeTrue();
        _server.Fault = _ => null;
        File.ReadAllBytes(Path.Combine(await Download(Options), "model.safetensors")).Should().Equal(_weights);
        _server.Requests.Last(IsWeights).Headers["Range"].Should().Be("bytes=50000-");
    }

    [Fact]
    public async Task A_server_that_cannot_continue_starts_again()
    {
        var calls = 0;
        _server.Fault = request => !IsWeights(request) ? null : new() { Body = _weights, CutAfter = Interlocked.Increment(ref calls) == 1 ? 1000 : int.MaxValue };
        File.ReadAllBytes(Path.Combine(await Download(Options), "model.safetensors")).Should().Equal(_weights);
    }

    [Fact]
    public async Task A_damaged_remainder_is_noticed_and_fetched_anew()
    {
        var blob = BlobOf(_weights);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        File.WriteAllBytes(blob + ".incomplete", new byte[1234]);
        File.ReadAllBytes(Path.Combine(await Download(Options), "model.safetensors")).Should().Equal(_weights);
        _server.Requests.Where(IsWeights).Select(request => request.Headers.ContainsKey("Range")).Should().Equal(true, false);
    }

    [Theory]
    [InlineData("model.safetensors", 64)]
    [InlineData("config.json", 40)]
    public async Task A_wrong_hash_is_refused_and_leaves_nothing(string name, int digits)
    {
        _server.Tag = file => file == name ? new('a', digits) : null;
        (await Failure(Options)).Message.Should().Contain("hash").And.Contain(name);
        Directory.GetFiles(_cache.File("models--owner--name/blobs"), new string('a', digits) + "*").Should().BeEmpty();
        File.Exists(_cache.File("models--owner--name/refs/main")).Should().BeFalse();
    }

    [Fact]
    public async Task Overload_is_waited_out_as_long_as_the_server_asks()
    {
        var calls = 0;
        _server.Fault = request => IsWeights(request) && Interlocked.Increment(ref calls) <= 2
            ? calls == 1 ? new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } } : new() { Status = 503 }
            : null;
        await Download(Options);
        _time.Waits.Should().Contain(TimeSpan.FromSeconds(7)).And.Contain(TimeSpan.FromSeconds(2), "the second failure in a row waits twice the first");
    }

    [Fact]
    public async Task A_server_that_asks_for_hours_is_an_error_at_once()
    {
        _server.Fault = _ => new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "36000" } };
        (await Failure(Options)).RetryAfter.Should().Be(TimeSpan.FromHours(10));
        _server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Attempts_are_counted()
    {
        _server.Fault = request => IsWeights(request) ? new() { Status = 500 } : null;
        var failure = await Failure(Options with { MaxAttempts = 3 });
        ((int?)failure.StatusCode).Should().Be(500);
        _server.Requests.Count(IsWeights).Should().Be(3);
    }

    [Theory]
    [InlineData(404, "revision")]
    [InlineData(401, "HF_TOKEN")]
    [InlineData(403, "gated")]
    public async Task Lasting_failures_are_not_retried_and_say_what_helps(int status, string advice)
    {
        _server.Fault = _ => new() { Status = status };
        var failure = await Failure(Options);
        failure.Message.Should().Contain(advice);
        failure.IsTransient.Should().BeFalse();
        _server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_file_that_is_listed_but_missing_is_named()
    {
        _server.Fault = request => request.Path.EndsWith("/tokenizer.json", StringComparison.Ordinal) ? new() { Status = 404 } : null;
        (await Failure(Options)).Message.Should().Contain("tokenizer.json").And.Contain("404");
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _server.Fault = request => IsWeights(request) ? new() { Body = _weights, CutAfter = 1000, Silence = TimeSpan.FromSeconds(20) } : null;
        var watch = Stopwatch.StartNew();
        (await Failure(Impatient with { MaxAttempts = 2 })).Message.Should().Contain("sent nothing");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        _server.Fault = _ => new() { Delay = TimeSpan.FromSeconds(20) };
        (await Failure(Impatient with { MaxAttempts = 2 })).Message.Should().Contain("does not answer");
    }

    [Fact]
    public async Task More_than_was_announced_is_refused()
    {
        _server.Fault = request => IsWeights(request) ? new() { Body = [.. _weights, .. _weights] } : null;
        (await Failure(Options)).Message.Should().Contain("longer than the 300,000 bytes");
    }

    [Fact]
    public async Task Absurd_lengths_are_refused_before_a_byte_is_fetched()
    {
        _server.Fault = request => request.Method == "HEAD" && request.Path.EndsWith("/model.safetensors", StringComparison.Ordinal)
            ? new() { Headers = new Dictionary<string, string> { ["X-Linked-Etag"] = new string('b', 64), ["X-Linked-Size"] = "9000000000000000000" } }
            : null;
        (await Failure(Options)).Message.Should().Contain("MaxFileLength");
        (await Failure(Options with { MaxFileLength = long.MaxValue })).Message.Should().Contain("disk");
        _server.Requests.Should().NotContain(request => IsWeights(request));
    }

    [Fact]
    public async Task Redirects_are_followed_without_the_token_leaving_its_host()
    {
        using var storage = new HubServer();
        storage.Fault = request => new() { Body = request.Headers.ContainsKey("Range") ? [] : _weights };
        _server.Fault = request => IsWeights(request) ? Redirect($"{storage.Address}elsewhere") : null;
        await Download(Options with { Token = "secret" });
        _server.Requests.Should().OnlyContain(request => request.Headers["Authorization"] == "Bearer secret");
        storage.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey("Authorization");
    }

    [Theory]
    [InlineData("file:///etc/passwd", "only http and https")]
    [InlineData("ftp://127.0.0.1/x", "only http and https")]
    public async Task Other_schemes_are_refused(string location, string reason)
    {
        _server.Fault = request => IsWeights(request) ? Redirect(location) : null;
        (await Failure(Options)).Message.Should().Contain(reason);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        _server.Fault = request => Redirect(request.Path);
        (await Failure(Options)).Message.Should().Contain("more than 10 times");
    }

    [Theory]
    [InlineData("../../../escape.safetensors")]
    [InlineData("..\\escape.safetensors")]
    [InlineData("/etc/escape.safetensors")]
    [InlineData("C:escape.safetensors")]
    public async Task Shards_with_paths_are_refused(string shard)
    {
        _server.Files.Remove("model.safetensors");
        _server.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes(new JsonObject { ["weight_map"] = new JsonObject { ["a"] = shard } }.ToJsonString());
        _server.Phantoms.Add(shard);
        await FluentActions.Awaiting(() => Download(Options)).Should().ThrowAsync<IOException>();
        Directory.GetFiles(_cache.Location, "*escape*", SearchOption.AllDirectories).Should().BeEmpty();
        _server.Requests.Should().NotContain(request => request.Path.Contains("escape"));
    }

    [Theory]
    [InlineData("../../escape.gguf")]
    [InlineData("a/../../../escape.gguf")]
    [InlineData("/escape.gguf")]
    [InlineData("a\\escape.gguf")]
    [InlineData("escape\u0000.gguf")]
    public async Task Unsafe_names_in_the_listing_are_refused(string name)
    {
        _server.Files.Clear();
        _server.Phantoms.Add(name);
        _ = await Failure(Options);
        _server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("""{"sha":"../../x","siblings":[]}""", "commit")]
    [InlineData("""{"sha":"0123456789abcdef"}""", "siblings")]
    [InlineData("""[1,2""", "JSON")]
    [InlineData("""{"sha":"0123456789abcdef","siblings":[{"rfilename":7},3,null]}""", "no files")]
    [InlineData("""{"sha":"\ud800","siblings":[]}""", "JSON")]
    public async Task Senseless_listings_are_refused(string listing, string reason)
    {
        _server.Fault = _ => new() { Body = Encoding.UTF8.GetBytes(listing) };
        (await Failure(Options)).Message.Should().Contain(reason);
    }

    [Theory]
    [InlineData("../../../tmp/x")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task Senseless_tags_are_refused(string tag)
    {
        _server.Tag = name => name == "model.safetensors" ? tag : null;
        (await Failure(Options)).Message.Should().Contain("entity tag");
    }

    [Fact]
    public async Task Shards_follow_from_the_index()
    {
        _server.Files.Remove("model.safetensors");
        _server.Files["model-1.safetensors"] = _weights;
        _server.Files["model-2.safetensors"] = _weights[1000..];
        _server.Files["extra.safetensors"] = _weights;
        _server.Files["model.safetensors.index.json"] = """{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors","c":"model-1.safetensors"}}"""u8.ToArray();
        var folder = await Download(Options);
        Directory.GetFiles(folder, "*.safetensors").Should().HaveCount(2);
        (await Download(Options with { Offline = true })).Should().Be(folder);
        File.Delete(Path.Combine(folder, "model-2.safetensors"));
        _ = await Failure(Options with { Offline = true });
    }

    [Fact]
    public async Task One_gguf_file_is_chosen()
    {
        _server.Files.Clear();
        _server.Files["q4/model-q4.gguf"] = _weights;
        (await Download(Options)).Should().EndWith("q4/model-q4.gguf");
        (await Download(Options with { Offline = true })).Should().EndWith("q4/model-q4.gguf");
        _server.Files["model-q8.gguf"] = _weights[1..];
        (await Failure(Options)).Message.Should().Contain("HubOptions.File").And.Contain("model-q8.gguf");
        (await Failure(Options with { File = "other.gguf" })).Message.Should().Contain("other.gguf");
        File.ReadAllBytes(await Download(Options with { File = "model-q8.gguf" })).Should().Equal(_weights[1..]);
    }

    [Fact]
    public async Task Several_downloads_at_once_fetch_each_file_once()
    {
        var folders = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Download(Options)));
        folders.Distinct().Should().ContainSingle();
        _server.Count("GET", "model.safetensors").Should().Be(1);
    }

    [Fact]
    public async Task Progress_grows_to_the_whole_length()
    {
        var seen = new ConcurrentQueue<HubProgress>();
        _server.Files["model.safetensors"] = new byte[3 << 20];
        await Download(Options with { Progress = new Recorder(seen) });
        var weights = seen.Where(progress => progress.File == "model.safetensors").ToList();
        weights.Should().HaveCountGreaterThan(2);
        weights.Select(progress => progress.ReceivedBytes).Should().BeInAscendingOrder().And.EndWith(3 << 20);
        weights.Should().OnlyContain(progress => progress.TotalBytes == 3 << 20);
    }

    [Fact]
    public async Task Cancellation_stops_and_keeps_what_came()
    {
        using var cancel = new CancellationTokenSource();
        _server.Fault = request =>
        {
            if (!IsWeights(request))
                return null;
            cancel.CancelAfter(TimeSpan.FromMilliseconds(200));
            return new() { Body = _weights, CutAfter = 70_000, Silence = TimeSpan.FromSeconds(20) };
        };
        await FluentActions.Awaiting(() => ModelHub.DownloadAsync("owner/name", Options with { StallTimeout = TimeSpan.FromHours(10) }, cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
        new FileInfo(BlobOf(_weights) + ".incomplete").Length.Should().Be(70_000);
    }

    [Theory]
    [InlineData("owner/../name")]
    [InlineData("a/b/c")]
    [InlineData("../x")]
    [InlineData("owner/na me")]
    [InlineData("owner--x/name")]
    public async Task Names_that_are_none_are_refused(string name) =>
        await FluentActions.Awaiting(() => ModelHub.DownloadAsync(name, Options)).Should().ThrowAsync<ArgumentException>();

    private static bool IsWeights(HubServerRequest request) => request.Method == "GET" && request.Path.EndsWith("/model.safetensors", StringComparison.Ordinal);

    private static HubServerAnswer Redirect(string location) => new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = location } };

    private string BlobOf(byte[] content) => _cache.File($"models--owner--name/blobs/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))}");

    private Task<string> Download(HubOptions options) => ModelHub.DownloadAsync("owner/name", options, _limit.Token);

    private async Task<HubException> Failure(HubOptions options) => (await FluentActions.Awaiting(() => Download(options)).Should().ThrowAsync<HubException>()).Which;

    private sealed class Recorder(ConcurrentQueue<HubProgress> seen) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => seen.Enqueue(value);
    }
}
