using System.Net;

namespace InferenceScaling.Models.Hub;

/// <summary>Brings one file into the cache: continues what an earlier download left, checks length and hash, and shows the blob only when it is whole.</summary>
/// <param name="client">The server.</param>
/// <param name="cache">The cache.</param>
/// <param name="settings">Attempts, limits, progress.</param>
internal sealed class BlobDownload(HubClient client, HubCache cache, HubSettings settings)
{
    private const long ReportedBytes = 1 << 20;

    public async Task RunAsync(HubFile file, CancellationToken cancellationToken)
    {
        var blob = cache.Blob(file.Tag);
        if (!IsComplete(blob, file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            var held = await CacheLock.AcquireAsync(cache.Lock(file.Tag), settings.Time, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                // Another process may have finished it while this one waited.
                if (!IsComplete(blob, file))
                    await CompleteAsync(file, blob, cancellationToken).ConfigureAwait(false);
            }
        }

        Report(file, new FileInfo(blob).Length);
    }

    private static bool IsComplete(string blob, HubFile file)
    {
        var info = new FileInfo(blob);
        return info.Exists && (file.Length is null || info.Length == file.Length);
    }

    private async Task CompleteAsync(HubFile file, string blob, CancellationToken cancellationToken)
    {
        var partial = blob + ".incomplete";
        var resumed = LengthOf(partial) > 0;
        while (true)
        {
            await ReceiveAllAsync(file, partial, cancellationToken).ConfigureAwait(false);
            if (await BlobHash.MatchesAsync(partial, file.Tag, cancellationToken).ConfigureAwait(false))
                break;
            File.Delete(partial);

            // What an earlier download left may be the damaged part: one try from the beginning.
            if (!resumed)
                throw new HubException($"{file.Path} from {file.Address} does not have the hash {file.Tag} that the server announced, and was deleted. The transfer or the server is faulty.");
            resumed = false;
        }

        File.Move(partial, blob, overwrite: true);
    }

    private async Task ReceiveAllAsync(HubFile file, string partial, CancellationToken cancellationToken)
    {
        var retry = new Retry(settings);
        while (true)
        {
            var before = LengthOf(partial);
            try
            {
                await ReceiveAsync(file, partial, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (HubException failure) when (failure.IsTransient)
            {
                if (LengthOf(partial) - before >= ReportedBytes)
                    retry.Reset();
                await retry.WaitAsync(failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(HubFile file, string partial, CancellationToken cancellationToken)
    {
        var target = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        await using (target.ConfigureAwait(false))
        {
            if (target.Length > (file.Length ?? settings.Options.MaxFileLength))
                target.SetLength(0);
            if (target.Length == file.Length)
                return;
            CheckSpace(file, target.Length, partial);
            Report(file, target.Length);
            var from = target.Length;
            using var response = await client.SendAsync(HttpMethod.Get, file.Address, from > 0 ? from : null, cancellationToken).ConfigureAwait(false);
            if (response.Message.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                target.SetLength(0);
                throw new HubException($"{file.Path} cannot be continued at {from:N0}.") { IsTransient = true };
            }

            HubClient.ThrowUnlessSuccess(response, file.Path);
            if (response.Message.StatusCode != HttpStatusCode.PartialContent || response.Message.Content.Headers.ContentRange?.From != from)
            {
                // The whole file comes, or another part than was asked for, which only the whole can be made from.
                target.SetLength(0);
                if (response.Message.StatusCode == HttpStatusCode.PartialContent)
                    throw new HubException($"{file.Path} was to be continued at {from:N0}; the server answers with another part.") { IsTransient = true };
            }

            target.Position = target.Length;
            await CopyAsync(response, target, file, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(HubResponse response, FileStream target, HubFile file, CancellationToken cancellationToken)
    {
        var limit = file.Length ?? settings.Options.MaxFileLength;
        var buffer = new byte[1 << 17];
        var reported = target.Position;
        while (await response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (target.Position + count > limit)
            {
                target.SetLength(0);
                throw new HubException($"{file.Path} from {response.Address} is longer than the {limit:N0} bytes that were announced or are allowed.");
            }

            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            if (target.Position - reported < ReportedBytes)
                continue;
            reported = target.Position;
            Report(file, reported);
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (file.Length is { } expected && target.Position < expected)
            throw new HubException($"{file.Path} from {response.Address} ended after {target.Position:N0} of {expected:N0} bytes.") { IsTransient = true };
    }

    private static void CheckSpace(HubFile file, long have, string partial)
    {
        if (file.Length is not { } length)
            return;
        var free = new DriveInfo(Path.GetFullPath(partial)).AvailableFreeSpace;
        if (length - have > free)
            throw new HubException($"{file.Path} needs {length - have:N0} more bytes; the disk of {partial} has {free:N0}. Free some, or name another {nameof(HubOptions)}.{nameof(HubOptions.CacheFolder)}.");
    }

    private void Report(HubFile file, long received) => settings.Options.Progress?.Report(new(file.Path, received, file.Length));

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } info ? info.Length : 0;
}
