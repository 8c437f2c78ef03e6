using System.Globalization;

namespace AllocationStudy;

/// <summary>Writes tables in Markdown.</summary>
internal static class Report
{
    public static void Title(string text) => Console.WriteLine($"\n### {text}\n");

    public static void Text(FormattableString text) => Console.WriteLine($"\n{text.ToString(CultureInfo.InvariantCulture)}");

    public static void Header(params string[] columns)
    {
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(columns.Select(_ => " --- |"))}");
    }

    public static void Row(params FormattableString[] cells) => Console.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.ToString(CultureInfo.InvariantCulture)))} |");
}
