using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace InferenceScaling.Models.Tests.Hub;

/// <summary>A hub on 127.0.0.1 that serves one repository and misbehaves on request.</summary>
internal sealed class HubServer : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public HubServer()
    {
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that are listed although there is no such file.</summary>
    public List<string> Phantoms { get; } = [];

    public ConcurrentQueue<HubServerRequest> Requests { get; } = new();

    /// <summary>Asked first; null lets the server answer properly.</summary>
    public Func<HubServerRequest, HubServerAnswer?> Fault { get; set; } = _ => null;

    /// <summary>The tag announced for a file, where it is not the file's hash.</summary>
    public Func<string, string?> Tag { get; set; } = _ => null;

    public int Count(string method, string suffix) => Requests.Count(request => request.Method == method && request.Path.EndsWith(suffix, StringComparison.Ordinal));

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
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
                if (await ReadAsync(stream) is not { } request)
                    return;
                Requests.Enqueue(request);
                var answer = Fault(request) ?? Proper(request);
                if (answer.Delay > TimeSpan.Zero)
                    await Task.Delay(answer.Delay, _stop.Token);
                var head = new StringBuilder($"HTTP/1.1 {answer.Status} Answer\r\nConnection: close\r\n");
                foreach (var (name, value) in answer.Headers)
                    head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), _stop.Token);
                if (request.Method != "HEAD")
                    await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Body.Length, answer.CutAfter)), _stop.Token);
                if (answer.Silence > TimeSpan.Zero)
                    await Task.Delay(answer.Silence, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task<HubServerRequest?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if ((await reader.ReadLineAsync())?.Split(' ') is not [var method, var path, _])
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new(method, path, headers);
    }

    private HubServerAnswer Proper(HubServerRequest request)
    {
        if (request.Path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            var names = Files.Keys.Concat(Phantoms).Select(name => $$"""{"rfilename":{{System.Text.Json.JsonSerializer.Serialize(name)}}}""");
            return new() { Body = Encoding.UTF8.GetBytes($$"""{"id":"owner/name","sha":"{{Commit}}","siblings":[{{string.Join(',', names)}}]}""") };
        }

        var prefix = $"/owner/name/resolve/{Commit}/";
        var name = request.Path.StartsWith(prefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(request.Path[prefix.Length..]) : string.Empty;
        return Files.TryGetValue(name, out var content) ? Serve(request, name, content) : new() { Status = 404 };
    }

    private HubServerAnswer Serve(HubServerRequest request, string name, byte[] content)
    {
        var large = name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.Ordinal);
        var headers = large
            ? new Dictionary<string, string> { ["X-Linked-Etag"] = $"\"{Tag(name) ?? Convert.ToHexStringLower(SHA256.HashData(content))}\"", ["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture) }
            : new Dictionary<string, string> { ["ETag"] = $"\"{Tag(name) ?? GitHash(content)}\"" };
        if (!request.Headers.TryGetValue("Range", out var range))
            return new() { Headers = headers, Body = content };
        var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        return new() { Status = 206, Headers = headers, Body = content[from..] };
    }

    private static string GitHash(byte[] content)
    {
#pragma warning disable CA5350 // Git's own hash.
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
    }
}
