using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InferenceScaling.Tests.Verification.Remote;

/// <summary>A scoring service on 127.0.0.1 that answers what a test says, however wrong.</summary>
internal sealed class VerifierServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, VerifierServerAnswer> _answer;

    public VerifierServer(Func<string, VerifierServerAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/score");
        _ = ServeAsync();
    }

    public VerifierServer(string body)
        : this(_ => new() { Body = Encoding.UTF8.GetBytes(body) })
    {
    }

    public Uri Address { get; }

    /// <summary>The bodies of the requests, in the order in which they came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Done when the first request has been read.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var body = await ReadAsync(stream);
                Requests.Enqueue(body);
                var answer = _answer(body);
                Asked.TrySetResult();
                if (answer.IsSilent)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                var length = answer.Length is { } said ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {said}\r\n") : "";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Answer\r\nConnection: close\r\n{length}\r\n")), _stop.Token);
                await stream.WriteAsync(answer.Body, _stop.Token);
                while (answer.IsEndless)
                    await stream.WriteAsync(answer.Body, _stop.Token);
                if (answer.Stalls)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return Encoding.UTF8.GetString(body);
    }
}
