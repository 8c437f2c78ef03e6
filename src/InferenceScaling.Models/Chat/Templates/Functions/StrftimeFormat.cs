using System.Globalization;
using System.Text;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>datetime.strftime in the C locale; a directive it does not know is kept as it is written.</summary>
internal static class StrftimeFormat
{
    public static StringValue Format(RenderState state, DateTimeOffset time, StringValue format)
    {
        state.ChargeText(format.Text.Length, format.Text.Length * 4L);
        var text = format.Text;
        var result = new StringBuilder(text.Length * 2);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 1 == text.Length)
            {
                _ = result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == '-' && i + 1 < text.Length && Directive(time, text[i + 1]) is { } padded)
            {
                var unpadded = padded.TrimStart('0', ' ');
                _ = result.Append(unpadded.Length == 0 ? "0" : unpadded);
                i++;
            }
            else
            {
                _ = Directive(time, text[i]) is { } value ? result.Append(value) : result.Append('%').Append(text[i]);
            }
        }

        return StringValue.Of(result.ToString(), format.HasContent);
    }

    private static string? Directive(DateTimeOffset time, char directive) => directive switch
    {
        'a' => Net(time, "ddd"),
        'A' => Net(time, "dddd"),
        'b' or 'h' => Net(time, "MMM"),
        'B' => Net(time, "MMMM"),
        'c' => $"{Net(time, "ddd MMM")} {time.Day,2} {Net(time, "HH:mm:ss yyyy")}",
        'd' => Net(time, "dd"),
        'D' or 'x' => Net(time, "MM'/'dd'/'yy"),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'f' => Net(time, "ffffff"),
        'F' => Net(time, "yyyy-MM-dd"),
        'H' => Net(time, "HH"),
        'I' => Net(time, "hh"),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'm' => Net(time, "MM"),
        'M' => Net(time, "mm"),
        'n' => "\n",
        'p' => time.Hour < 12 ? "AM" : "PM",
        'R' => Net(time, "HH:mm"),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Net(time, "ss"),
        't' => "\t",
        'T' or 'X' => Net(time, "HH:mm:ss"),
        'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'U' => ((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7).ToString("00", CultureInfo.InvariantCulture),
        'V' => ISOWeek.GetWeekOfYear(time.DateTime).ToString("00", CultureInfo.InvariantCulture),
        'G' => ISOWeek.GetYear(time.DateTime).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'W' => ((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7).ToString("00", CultureInfo.InvariantCulture),
        'y' => Net(time, "yy"),
        'Y' => time.Year.ToString(CultureInfo.InvariantCulture),
        // The reference's clock is naive: it has no zone to print.
        'z' or 'Z' => "",
        '%' => "%",
        _ => null,
    };

    // A leading % makes .NET read a lone letter as a custom format.
    private static string Net(DateTimeOffset time, string format) => time.ToString(format.Length == 1 ? "%" + format : format, CultureInfo.InvariantCulture);
}
