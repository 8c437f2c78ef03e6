using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>A verifier on another machine: a reward model behind vLLM or SGLang, or any service that answers over HTTP. One request carries all steps of a path that have no score yet.</summary>
/// <remarks>
/// Calls run concurrently and the server batches them. Retries, credentials, connection limits and proxies are the client's handlers' business.
/// A reply is taken only whole: a wrong number of scores, a score that is no number in [0, 1], or a reply that is too long or too late is an error, never a guess.
/// Thread-safe. A failed call costs its path: the search goes on with the others and lists the failure in <see cref="Reasoning.ReasoningResult.Failures"/>.
/// </remarks>
public sealed class RemoteVerifier : IVerifier
{
    private const int ErrorExcerpt = 300;

    private readonly HttpClient _client;
    private readonly RemoteVerifierOptions _options;
    private readonly Uri _endpoint;
    private readonly ConditionalWeakTable<ReasoningPath, StepScores> _known = [];

    /// <summary>A verifier behind an endpoint.</summary>
    /// <param name="client">Sends the requests; the caller's to configure and to dispose.</param>
    /// <param name="options">The endpoint and how to talk to it.</param>
    /// <exception cref="ArgumentException">The endpoint is no absolute http or https address, alone or with the client's base address; or an option is out of range.</exception>
    public RemoteVerifier(HttpClient client, RemoteVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Format, nameof(options));
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxReplyBytes, 1, nameof(options));
        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(options), options.Timeout, "The timeout must be positive, or Timeout.InfiniteTimeSpan for none.");
        var endpoint = client.BaseAddress is null ? options.Endpoint : new Uri(client.BaseAddress, options.Endpoint);
        if (endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException($"The endpoint '{options.Endpoint}' is no http or https address; give an absolute one, or set the client's BaseAddress.", nameof(options));
        _client = client;
        _options = options;
        _endpoint = endpoint;
        Costs = new RemoteCosts(options.Model ?? endpoint.Host, options.Format.IsIncremental);
    }

    /// <summary>Costs under the name of <see cref="RemoteVerifierOptions.Model"/>, or of the endpoint's host where no model is named.</summary>
    public ModelCosts Costs { get; }

    /// <inheritdoc/>
    public string Identity => $"{_options.Model ?? "the model"} at {_endpoint} by {_options.Format}";

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The endpoint could not be reached, broke off, or answered with a status that is no success.</exception>
    /// <exception cref="InvalidDataException">The reply is not what the format says, or too long.</exception>
    /// <exception cref="TimeoutException">The reply came too late.</exception>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var known = Known(path);
        if (known.Values.Length == path.Depth)
            return known;
        using var timeout = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var scores = Merge(known, Read(await AskAsync(path, known.Values.Length, either.Token).ConfigureAwait(false), path, known.Values.Length));
            if (_options.Format.IsIncremental)
                _known.AddOrUpdate(path, scores with { Usage = default });
            return scores;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{_endpoint} did not answer within {(timeout.IsCancellationRequested ? _options.Timeout : _client.Timeout)}.", exception);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException($"{_endpoint} broke off its reply: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scores);
        if (_options.Format.IsIncremental)
            _known.AddOrUpdate(path, scores with { Usage = default });
    }

    private StepScores Known(ReasoningPath path)
    {
        for (var node = path; _options.Format.IsIncremental && node?.Step is not null; node = node.Parent)
        {
            if (_known.TryGetValue(node, out var scores))
                return scores;
        }

        return new([]);
    }

    private async Task<byte[]> AskAsync(ReasoningPath path, int known, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ByteArrayContent(_options.Format.Write(path, known, _options.Model)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return await BoundedBody.ReadAsync(response.Content, _options.MaxReplyBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidDataException($"The reply of {_endpoint} is longer than {_options.MaxReplyBytes:N0} bytes; raise {nameof(RemoteVerifierOptions.MaxReplyBytes)} if it should be.");
        throw new HttpRequestException(
            $"{_endpoint} answered {(int)response.StatusCode}: {await BoundedBody.ExcerptAsync(response.Content, ErrorExcerpt, cancellationToken).ConfigureAwait(false)}", inner: null, response.StatusCode);
    }

    private StepScores Read(byte[] reply, ReasoningPath path, int known)
    {
        StepScores scores;
        try
        {
            using var document = JsonDocument.Parse(reply);
            scores = _options.Format.Read(document.RootElement, path, known);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The reply of {_endpoint} is not the JSON that {_options.Format} expects: {exception.Message}", exception);
        }

        var asked = path.Depth - known;
        if (scores.Values.IsDefault || scores.Values.Length != asked)
            throw new InvalidDataException($"{_endpoint} gave {(scores.Values.IsDefault ? 0 : scores.Values.Length)} scores for {asked} steps; it must give one a step.");
        for (var step = 0; step < asked; step++)
        {
            if (!(scores.Values[step] is >= 0 and <= 1))
                throw new InvalidDataException($"{_endpoint} scored step {known + step + 1} of {path.Depth} with {scores.Values[step]}; scores must be in [0, 1]. For rewards without bounds choose ScoreActivation.Sigmoid.");
        }

        return scores;
    }

    private static StepScores Merge(StepScores known, StepScores asked) =>
        asked with { Values = [.. known.Values, .. asked.Values], Feedback = [.. known.Feedback, .. asked.Feedback] };
}
