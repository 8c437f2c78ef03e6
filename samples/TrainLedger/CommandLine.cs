using System.Globalization;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>Reads <c>--folder</c>, <c>--seed</c>, <c>--device</c> and <c>--scale</c>.</summary>
internal static class CommandLine
{
    public static TrainSettings Parse(string[] args)
    {
        var settings = new TrainSettings("ledger-training", 20261128, "cpu", 1);
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            var value = args[index + 1];
            settings = args[index] switch
            {
                "--folder" => settings with { Folder = value },
                "--seed" => settings with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--device" => settings with { Device = value },
                "--scale" => settings with { Scale = double.Parse(value, CultureInfo.InvariantCulture) },
                var other => throw new ArgumentException($"'{other}' is no option; expected --folder, --seed, --device or --scale."),
            };
        }

        return settings;
    }
}
