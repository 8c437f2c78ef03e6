using System.Globalization;

namespace InferenceScaling.Training.Data;

/// <summary>Two sources in one: a share of the texts comes from the second.</summary>
/// <param name="first">What most texts come from.</param>
/// <param name="second">What the share comes from.</param>
/// <param name="share">Probability of the second, 0 to 1.</param>
/// <param name="seed">Decides, text by text.</param>
public sealed class MixedSource(ITrainingSource first, ITrainingSource second, double share, ulong seed) : ITrainingSource
{
    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{first.Identity} with {share} of {second.Identity}, seed {seed}");

    /// <inheritdoc/>
    public TrainingSequence Read(long index, double progress) => (new SplitMix(seed, index).Uniform() < share ? second : first).Read(index, progress);
}
