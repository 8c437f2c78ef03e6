using System.Text;

namespace QuickStart;

/// <summary>Accuracy over tokens as text: one letter a strategy, tokens on a logarithmic scale.</summary>
internal static class TerminalPlot
{
    private const int Width = 46;
    private const int Height = 11;

    public static string Draw(IReadOnlyList<Reading> readings)
    {
        var (low, high) = (readings.Min(reading => reading.Accuracy), readings.Max(reading => reading.Accuracy));
        (low, high) = (Math.Floor(20 * low) / 20, Math.Max(Math.Ceiling(20 * high) / 20, (Math.Floor(20 * low) + 1) / 20));
        var (cheap, dear) = (Math.Log(readings.Min(reading => reading.Tokens)), Math.Log(readings.Max(reading => reading.Tokens)));
        var grid = Enumerable.Range(0, Height).Select(_ => Enumerable.Repeat(' ', Width).ToArray()).ToArray();
        for (var index = 0; index < readings.Count; index++)
        {
            var row = (int)Math.Round((high - readings[index].Accuracy) / (high - low) * (Height - 1));
            var column = dear > cheap ? (int)Math.Round((Math.Log(readings[index].Tokens) - cheap) / (dear - cheap) * (Width - 1)) : 0;

            // A place that is taken: the next one to the left or right that is free.
            for (var step = 1; grid[row][column] != ' ' && step < Width; step++)
                column = Math.Clamp(column + (step % 2 == 0 ? step : -step), 0, Width - 1);
            grid[row][column] = (char)('a' + index);
        }

        var text = new StringBuilder();
        for (var row = 0; row < Height; row++)
        {
            var label = row % 5 == 0 ? $"{high - ((high - low) * row / (Height - 1)),6:P0}" : "";
            text.Append($"{label,7} │").Append(grid[row]).Append(row < readings.Count ? $"  {(char)('a' + row)} {readings[row].Name}" : "").AppendLine();
        }

        text.Append("        └").Append('─', Width).AppendLine();
        text.Append($"         {readings.Min(reading => reading.Tokens):N0} tokens a problem").Append($"{readings.Max(reading => reading.Tokens):N0}".PadLeft(Width - 24)).AppendLine();
        return text.ToString();
    }
}
