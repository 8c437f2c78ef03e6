namespace InferenceScaling.Models.Tokenization;

/// <summary>Reads a whole file of bounded size into memory.</summary>
internal static class BoundedStream
{
    private const int Limit = 512 << 20;

    public static byte[] ReadToEnd(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        var chunk = new byte[81920];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            if (content.Length + read > Limit)
                throw new TokenizerFormatException($"The tokenizer file is larger than {Limit >> 20} MiB; expected a vocabulary.");
            content.Write(chunk, 0, read);
        }

        return content.ToArray();
    }
}
