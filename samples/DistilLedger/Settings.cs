using System.Globalization;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>What the command line says.</summary>
/// <param name="Steps">Steps of the student that learns alone; the others get as much computing.</param>
/// <param name="Problems">Problems of each of six levels that are solved at the end.</param>
/// <param name="Searched">Training problems that the teacher's search solves.</param>
internal sealed record Settings(int Steps, int Problems, int Searched)
{
    public static Settings Parse(string[] args)
    {
        var settings = new Settings(300, 70, 1_000);
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            var value = args[index + 1];
            settings = args[index] switch
            {
                "--steps" => settings with { Steps = int.Parse(value, CultureInfo.InvariantCulture) },
                "--problems" => settings with { Problems = int.Parse(value, CultureInfo.InvariantCulture) },
                "--searched" => settings with { Searched = int.Parse(value, CultureInfo.InvariantCulture) },
                var other => throw new ArgumentException($"'{other}' is no option; expected --steps, --problems or --searched."),
            };
        }

        return settings;
    }
}
