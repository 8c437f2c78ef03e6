using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace InferenceScaling.Models.Hub;

/// <summary>Asks the server: follows redirects after checking them, keeps the token to its own host, tells lasting failures from passing ones.</summary>
/// <param name="settings">Where and with what token.</param>
/// <param name="http">The client.</param>
internal sealed class HubClient(HubSettings settings, HttpClient http)
{
    private const int MaxRedirects = 10;
    private const int MaxListing = 64 << 20;

    /// <summary>Lists a repository at a revision.</summary>
    public Task<HubListing> ListAsync(RepositoryId repository, string revision, CancellationToken cancellationToken)
    {
        var address = Address($"api/models/{repository}/revision/{Uri.EscapeDataString(revision)}");
        return Retry.RunAsync(
            settings,
            async () =>
            {
                using var response = await SendAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false);
                ThrowUnlessSuccess(response, $"{repository} at revision '{revision}'");
                return HubListing.Parse(await response.ReadAllAsync(MaxListing, cancellationToken).ConfigureAwait(false), address);
            },
            cancellationToken);
    }

    /// <summary>Asks for a file's length and entity tag.</summary>
    public Task<HubFile> DescribeAsync(RepositoryId repository, string commit, string path, CancellationToken cancellationToken)
    {
        var address = Address($"{repository}/resolve/{commit}/{HubPath.Escape(path)}");
        return Retry.RunAsync(
            settings,
            async () =>
            {
                using var response = await SendAsync(HttpMethod.Head, address, null, cancellationToken).ConfigureAwait(false);
                ThrowUnlessSuccess(response, $"{repository}: {path}", linked: true);
                return Describe(response.Message, path, address);
            },
            cancellationToken);
    }

    /// <summary>Sends a request and follows redirects. A HEAD request ends where the file's own tag is told, before the storage it points to.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="address">The address.</param>
    /// <param name="from">First byte that is wanted, or null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<HubResponse> SendAsync(HttpMethod method, Uri address, long? from, CancellationToken cancellationToken)
    {
        var current = address;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            var message = await SendOnceAsync(method, current, from, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(message) || (method == HttpMethod.Head && message.Headers.Contains("X-Linked-Etag")))
                return new(message, current, settings);
            using (message)
                current = Next(current, message.Headers.Location);
        }

        throw new HubException($"{address} redirects more than {MaxRedirects} times.");
    }

    /// <exception cref="HubException">The answer is a failure.</exception>
    public static void ThrowUnlessSuccess(HubResponse response, string what, bool linked = false)
    {
        var message = response.Message;
        if (message.IsSuccessStatusCode || (linked && IsRedirect(message)))
            return;
        var code = (int)message.StatusCode;
        var advice = code switch
        {
            401 or 403 => $" It may be private or gated: accept its terms in a browser and give a token by {nameof(HubOptions)}.{nameof(HubOptions.Token)} or HF_TOKEN.",
            404 => " Is its name right, and the revision?",
            _ => string.Empty,
        };
        throw new HubException(string.Create(CultureInfo.InvariantCulture, $"{what}: {response.Address} answers {code} ({message.ReasonPhrase}).{advice}"))
        {
            StatusCode = message.StatusCode,
            IsTransient = code is 408 or 429 or >= 500 and not 501,
        };
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri address, long? from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.AcceptEncoding.Add(new("identity"));
        request.Headers.UserAgent.Add(new("InferenceScaling", null));
        if (from is not null)
            request.Headers.Range = new RangeHeaderValue(from, null);
        if (settings.Token is { } token && SameHost(address, settings.Endpoint))
            request.Headers.Authorization = new("Bearer", token);
        using var silence = new CancellationTokenSource(settings.Options.StallTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            var message = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (RetryAfter(message) is not { } wait || message.StatusCode is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
                return message;
            using (message)
                throw new HubException($"{address} answers {(int)message.StatusCode} ({message.ReasonPhrase}).") { StatusCode = message.StatusCode, IsTransient = true, RetryAfter = wait };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"{address} does not answer within {settings.Options.StallTimeout}.") { IsTransient = true };
        }
        catch (HttpRequestException exception)
        {
            throw new HubException($"{address} cannot be reached: {exception.Message}", exception) { IsTransient = true };
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage message)
    {
        var wait = message.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - settings.Time.GetUtcNow()) : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsRedirect(HttpResponseMessage message) => (int)message.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static bool SameHost(Uri one, Uri other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;

    private static Uri Next(Uri current, Uri? location)
    {
        var next = location is null ? throw new HubException($"{current} redirects to nowhere.") : location.IsAbsoluteUri ? location : new Uri(current, location);
        if (next.Scheme is not ("http" or "https"))
            throw new HubException($"{current} redirects to '{next}', which is refused: only http and https are followed.");
        if (current.Scheme == "https" && next.Scheme == "http")
            throw new HubException($"{current} redirects to '{next}', which is refused: it would leave the encrypted connection.");
        return next;
    }

    private Uri Address(string relative) => new($"{settings.Endpoint.AbsoluteUri.TrimEnd('/')}/{relative}");

    private HubFile Describe(HttpResponseMessage message, string path, Uri address)
    {
        var tag = Header("X-Linked-Etag") ?? Header("ETag");
        tag = tag is not null && tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        tag = tag?.Trim('"');
        if (tag is null || !HubPath.IsToken(tag))
            throw new HubException($"{address} has the entity tag '{tag}'; expected the hash of the file.");
        var length = Header("X-Linked-Size") is { } size
            ? long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked : throw new HubException($"{address} has the length '{size}'; expected a number.")
            : IsRedirect(message) ? null : message.Content.Headers.ContentLength;
        if (length > settings.Options.MaxFileLength)
            throw new HubException($"{path} has {length:N0} bytes, more than {nameof(HubOptions)}.{nameof(HubOptions.MaxFileLength)} ({settings.Options.MaxFileLength:N0}).");
        return new(path, address, tag.ToLowerInvariant(), length);

        string? Header(string name) => message.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
    }
}
