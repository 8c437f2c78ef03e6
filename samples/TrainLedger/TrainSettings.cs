namespace InferenceScaling.Samples.TrainLedger;

/// <summary>What the command line says.</summary>
/// <param name="Folder">Where checkpoints, models and curves go.</param>
/// <param name="Seed">Same seed, same weights.</param>
/// <param name="Device">libtorch's name of the device.</param>
/// <param name="Scale">What the numbers of steps are multiplied with.</param>
internal sealed record TrainSettings(string Folder, ulong Seed, string Device, double Scale);
