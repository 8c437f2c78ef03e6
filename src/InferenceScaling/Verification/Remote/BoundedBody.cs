using System.Text;

namespace InferenceScaling.Verification.Remote;

/// <summary>Reads bodies of replies without trusting their length.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body, or null if it is longer than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
            return null;
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[Math.Min(limit, 16384)];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                if (body.Length + read > limit)
                    return null;
                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }

    /// <summary>The beginning of a body as one line, for a message.</summary>
    public static async Task<string> ExcerptAsync(HttpContent content, int length, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[length];
            var read = await stream.ReadAtLeastAsync(buffer, length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return string.Create(Encoding.UTF8.GetCharCount(buffer, 0, read), (buffer, read), static (text, body) =>
            {
                Encoding.UTF8.GetChars(body.buffer.AsSpan(0, body.read), text);
                foreach (ref var character in text)
                    character = char.IsControl(character) ? ' ' : character;
            });
        }
    }
}
