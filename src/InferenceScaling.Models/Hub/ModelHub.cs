using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Hub;

/// <summary>Downloads models from a Hugging Face style hub into the cache that its other tools share.</summary>
/// <remarks>
/// Only what loading needs is fetched: <c>config.json</c>, <c>generation_config.json</c>, the tokenizer, the chat template and the safetensors weights, or one <c>.gguf</c> file.
/// Interrupted downloads continue where they stopped; every file's length and hash are checked before it appears; processes that want the same file wait for each other.
/// Thread-safe. Everything a server says is taken as hostile: names cannot leave the cache, lengths are bounded, and redirects go to http and https only.
/// </remarks>
public static class ModelHub
{
    private const long MaxTextLength = 1L << 30;

    /// <summary>Downloads a model, or finds it in the cache.</summary>
    /// <param name="repository">The repository, <c>owner/name</c>.</param>
    /// <param name="options">Where from, what and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept.</param>
    /// <returns>The model's folder, or the path of the <c>.gguf</c> file: what <see cref="LanguageModel.Load(string, Backend?, LanguageModelOptions?)"/> takes.</returns>
    /// <exception cref="HubException">The model cannot be downloaded, or is not in the cache and the network is not to be used.</exception>
    /// <exception cref="ArgumentException">The name or an option is none that is possible.</exception>
    public static async Task<string> DownloadAsync(string repository, HubOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        var id = RepositoryId.Parse(repository);
        var settings = HubSettings.Resolve(options ?? new(), Environment.GetEnvironmentVariable);
        var cache = new HubCache(settings.CacheFolder, id);
        if (settings.Offline)
            return cache.Find(settings.Options.Revision, settings.Options.File) ?? throw NotCached(id, settings);

        using var own = settings.Options.HttpClient is null ? CreateClient() : null;
        var client = new HubClient(settings, settings.Options.HttpClient ?? own!);
        HubListing listing;
        try
        {
            listing = await client.ListAsync(id, settings.Options.Revision, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException failure) when (failure is { IsTransient: true, StatusCode: null } && cache.Find(settings.Options.Revision, settings.Options.File) is { } cached)
        {
            // Without a network, a model that is here is as good as ever.
            return cached;
        }

        return await DownloadAsync(new(id, listing, settings, client, cache), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a text could name a repository rather than a path.</summary>
    internal static bool IsRepository(string text) => text.Contains('/', StringComparison.Ordinal) && RepositoryId.IsValid(text);

    private static async Task<string> DownloadAsync(Session session, CancellationToken cancellationToken)
    {
        var (id, listing, settings, _, cache) = session;
        var files = FileSelection.Of(id, listing, settings.Options.File);
        foreach (var file in files)
            await FetchAsync(session, file, FileSelection.IsGguf(file) || file == FileSelection.Weights ? long.MaxValue : MaxTextLength, cancellationToken).ConfigureAwait(false);
        if (files[^1] == FileSelection.WeightIndex)
        {
            foreach (var shard in ShardIndex.Read(cache.SnapshotFile(listing.Commit, FileSelection.WeightIndex)).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                if (!listing.Files.Contains(shard))
                    throw new HubException($"{id}: {FileSelection.WeightIndex} asks for '{shard}', which the repository does not have.");
                await FetchAsync(session, shard, long.MaxValue, cancellationToken).ConfigureAwait(false);
            }
        }

        cache.WriteRevision(settings.Options.Revision, listing.Commit);
        return FileSelection.IsGguf(files[0]) ? cache.SnapshotFile(listing.Commit, files[0]) : cache.Snapshot(listing.Commit);
    }

    private static async Task FetchAsync(Session session, string path, long limit, CancellationToken cancellationToken)
    {
        if (!HubPath.IsSafe(path))
            throw new HubException($"{session.Repository} has a file named '{path}', which is refused: it could leave its folder.");
        var file = await session.Client.DescribeAsync(session.Repository, session.Listing.Commit, path, cancellationToken).ConfigureAwait(false);
        if (file.Length > limit)
            throw new HubException($"{session.Repository}: {path} has {file.Length:N0} bytes; at most {limit:N0} were expected of such a file.");
        await new BlobDownload(session.Client, session.Cache, session.Settings).RunAsync(file, cancellationToken).ConfigureAwait(false);
        session.Cache.Publish(session.Listing.Commit, path, file.Tag);
    }

    private static HubException NotCached(RepositoryId id, HubSettings settings) => new(
        $"{id} at revision '{settings.Options.Revision}'{(settings.Options.File is { } file ? $" ({file})" : string.Empty)} is not, or not wholly, in the cache {settings.CacheFolder}, and the network is not to be used ({nameof(HubOptions)}.{nameof(HubOptions.Offline)} or HF_HUB_OFFLINE).");

    // Redirects are followed by HubClient, which checks them; time-outs are per silence, not per file.
    private static HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed record Session(RepositoryId Repository, HubListing Listing, HubSettings Settings, HubClient Client, HubCache Cache);
}
