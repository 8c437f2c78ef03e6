using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Reads runs of byte tokens <c>&lt;0x00&gt;</c>…<c>&lt;0xFF&gt;</c> as UTF-8. A run that is not well formed gives U+FFFD for each of its bytes.</summary>
internal sealed class ByteFallbackDecoder : TokenDecoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The byte that a token stands for.</summary>
    public static bool TryParse(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    public override void Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        var run = new List<byte>();
        foreach (var token in tokens)
        {
            if (TryParse(token, out var value))
            {
                run.Add(value);
                continue;
            }

            EndRun(run, decoded);
            decoded.Add(token);
        }

        EndRun(run, decoded);
        tokens.Clear();
        tokens.AddRange(decoded);
    }

    private static void EndRun(List<byte> run, List<string> decoded)
    {
        if (run.Count == 0)
            return;
        try
        {
            decoded.Add(Strict.GetString([.. run]));
        }
        catch (DecoderFallbackException)
        {
            for (var i = 0; i < run.Count; i++)
                decoded.Add("\uFFFD");
        }

        run.Clear();
    }
}
