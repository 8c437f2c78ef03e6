using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Shows a report on a console, and writes it as Markdown and as JSON.</summary>
internal static class PeerReportWriter
{
    private const int FileWidth = 180;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static void Show(PeerReport report, IAnsiConsole console)
    {
        // A file or a build's log has no width of its own; 80 columns would fold every name.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = FileWidth;
        foreach (var table in PeerTable.Of(report))
        {
            var drawn = new Table { Title = new(Markup.Escape(table.Title)), Border = TableBorder.Minimal };
            for (var column = 0; column < table.Columns.Count; column++)
                drawn.AddColumn(new TableColumn(Markup.Escape(table.Columns[column])) { Alignment = column < table.TextColumns ? Justify.Left : Justify.Right });
            foreach (var row in table.Rows)
                drawn.AddRow([.. row.Select(Markup.Escape)]);
            console.Write(drawn);
        }
    }

    /// <summary>Writes <c>peers.md</c> and <c>peers.json</c>.</summary>
    public static void Save(PeerReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "peers.md"), Markdown(report));
        File.WriteAllText(Path.Combine(folder, "peers.json"), JsonSerializer.Serialize(report, Json));
    }

    public static string Markdown(PeerReport report)
    {
        var text = new StringBuilder();
        text.Append("# Peers\n\n").Append(System.Globalization.CultureInfo.InvariantCulture, $"{report.Date:yyyy-MM-dd HH:mm} UTC, {report.Machine}. Model: {report.Model}, matrices in Q8_0.\n");
        if (report.Llama is not null)
            text.Append('\n').Append(report.Llama).Append('\n');
        foreach (var table in PeerTable.Of(report))
        {
            text.Append("\n## ").Append(table.Title).Append("\n\n");
            AppendRow(text, table.Columns);
            AppendRow(text, [.. table.Columns.Select((_, column) => column < table.TextColumns ? "---" : "---:")]);
            foreach (var row in table.Rows)
                AppendRow(text, row);
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
