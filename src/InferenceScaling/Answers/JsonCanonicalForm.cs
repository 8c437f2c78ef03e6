using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace InferenceScaling.Answers;

/// <summary>Writes JSON so that equal documents are the same text: no spaces, members in ordinal order, numbers as digits and a power of ten.</summary>
internal static class JsonCanonicalForm
{
    /// <summary>The canonical text, or null if it is not JSON or is nested deeper than 64.</summary>
    public static string? TryWrite(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var canonical = new StringBuilder(text.Length);
            Write(document.RootElement, canonical);
            return canonical.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair.
            return null;
        }
    }

    private static void Write(JsonElement element, StringBuilder canonical)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, canonical);
                break;
            case JsonValueKind.Array:
                canonical.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, canonical);
                    canonical.Append(',');
                }

                canonical.Append(']');
                break;
            case JsonValueKind.Number:
                canonical.Append(Number(element.GetRawText()));
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, canonical);
                break;
            default:
                canonical.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement element, StringBuilder canonical)
    {
        // Of members with one name the last counts, as in most readers.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            members[member.Name] = member.Value;
        canonical.Append('{');
        foreach (var (name, value) in members)
        {
            WriteString(name, canonical);
            canonical.Append(':');
            Write(value, canonical);
            canonical.Append(',');
        }

        canonical.Append('}');
    }

    private static void WriteString(string value, StringBuilder canonical) => canonical.Append('"').Append(JsonEncodedText.Encode(value)).Append('"');

    // 1.50e3 is 15·10^2.
    private static string Number(string raw)
    {
        var mark = raw.AsSpan().IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? raw : raw[..mark];
        var exponent = mark < 0 ? BigInteger.Zero : BigInteger.Parse(raw.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{sign}{significant}e{exponent + digits.Length - significant.Length}");
    }
}
