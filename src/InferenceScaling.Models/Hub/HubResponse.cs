namespace InferenceScaling.Models.Hub;

/// <summary>An answer whose body is read under the time-out for silence.</summary>
/// <param name="message">The answer; owned.</param>
/// <param name="address">What was asked.</param>
/// <param name="settings">The time-out.</param>
internal sealed class HubResponse(HttpResponseMessage message, Uri address, HubSettings settings) : IDisposable
{
    private Stream? _body;

    public HttpResponseMessage Message => message;

    public Uri Address => address;

    /// <summary>Reads what has come of the body; 0 at its end.</summary>
    /// <exception cref="HubException">The connection was lost, or silent for too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(settings.Options.StallTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            _body ??= await message.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            return await _body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"{address} sent nothing for {settings.Options.StallTimeout}.") { IsTransient = true };
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new HubException($"The connection to {address} was lost: {exception.Message}", exception) { IsTransient = true };
        }
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="HubException">It is longer than <paramref name="limit"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (all.Length + count > limit)
                throw new HubException($"{address} answers with more than {limit:N0} bytes.");
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    public void Dispose()
    {
        _body?.Dispose();
        message.Dispose();
    }
}
