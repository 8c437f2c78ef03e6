using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace InferenceScaling.Models.Hub;

/// <summary>Where <see cref="ModelHub"/> downloads from, what it takes and where it keeps it.</summary>
/// <remarks>What is null comes from the environment variables that the Hugging Face tools share, so that the cache and the token are the same ones.</remarks>
public sealed record HubOptions
{
    /// <summary>The server's address, http or https.</summary>
    /// <value>The default is null: <c>HF_ENDPOINT</c>, else https://huggingface.co.</value>
    public Uri? Endpoint { get; init; }

    /// <summary>An access token, sent to <see cref="Endpoint"/> and to no other host.</summary>
    /// <value>The default is null: <c>HF_TOKEN</c>, else none.</value>
    public string? Token { get; init; }

    /// <summary>A branch, a tag or a commit. Only a commit names the same files for ever.</summary>
    /// <value>The default is <c>main</c>.</value>
    public string Revision { get; init; } = "main";

    /// <summary>One <c>.gguf</c> file of the repository, by its path there.</summary>
    /// <value>The default is null: the safetensors files; where there are none, the only <c>.gguf</c> file.</value>
    public string? File { get; init; }

    /// <summary>The cache: a folder with <c>models--owner--name</c> in it.</summary>
    /// <value>The default is null: <c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else <c>~/.cache/huggingface/hub</c>.</value>
    public string? CacheFolder { get; init; }

    /// <summary>Whether to use the cache only and never the network.</summary>
    /// <value>The default is null: true where <c>HF_HUB_OFFLINE</c> is 1, on, yes or true.</value>
    public bool? Offline { get; init; }

    /// <summary>The client to ask with; not disposed. Its handler should not follow redirects by itself, so that their targets can be checked.</summary>
    /// <value>The default is null: one of its own for each download.</value>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Told about every file's beginning and end and each MiB between.</summary>
    public IProgress<HubProgress>? Progress { get; init; }

    /// <summary>Attempts without progress (1 MiB) before giving up; 1 to 100.</summary>
    /// <value>The default is 5.</value>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How long the server may say nothing before the connection counts as lost; more than zero.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait between attempts. A server that asks for more (<c>Retry-After</c>) is an error at once.</summary>
    /// <value>The default is two minutes.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest file that is taken, in bytes; at least 1.</summary>
    /// <value>The default is 2⁴⁰, one TiB.</value>
    public long MaxFileLength { get; init; } = 1L << 40;

    /// <summary>The clock of waits and time-outs.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    // The token must not reach a log by way of ToString.
    [SuppressMessage("CodeQuality", "IDE0051", Justification = "Called by the record's own ToString.")]
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(System.Globalization.CultureInfo.InvariantCulture, $"Endpoint = {Endpoint}, Revision = {Revision}, File = {File}, CacheFolder = {CacheFolder}, Offline = {Offline}");
        return true;
    }
}
