using System.Globalization;

namespace CompressionFrontier;

/// <summary>What the command line asks for.</summary>
/// <param name="Problems">Held-out problems that every form answers in every way.</param>
/// <param name="Recovery">Steps in which the generator without half of its neurons learns from the whole one what it has lost.</param>
/// <param name="Folder">Where picture and report go.</param>
internal sealed record Settings(int Problems = 24, int Recovery = 60, string Folder = "compression-frontier")
{
    public static Settings Parse(string[] arguments)
    {
        var settings = new Settings();
        for (var index = 0; index < arguments.Length; index += 2)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : throw new ArgumentException($"{arguments[index]} needs a value.");
            settings = arguments[index] switch
            {
                "--problems" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 2 and <= 600
                    ? settings with { Problems = count }
                    : throw new ArgumentException($"--problems is '{value}'; expected 2 to 600, as many as there are held-out problems."),
                "--recovery" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps is >= 1 and <= 100_000
                    ? settings with { Recovery = steps }
                    : throw new ArgumentException($"--recovery is '{value}'; expected 1 to 100000 steps."),
                "--out" => settings with { Folder = value },
                var other => throw new ArgumentException($"'{other}' is no option; there are --problems COUNT, --recovery STEPS and --out FOLDER."),
            };
        }

        return settings;
    }
}
