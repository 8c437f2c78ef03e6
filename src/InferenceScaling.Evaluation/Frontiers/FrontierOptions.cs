using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Difficulty;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>How a frontier is measured.</summary>
public sealed class FrontierOptions
{
    /// <summary>What counts as cost.</summary>
    /// <value>The default is <see cref="CostMeasure.GeneratedTokens"/>.</value>
    public CostMeasure Cost { get; set; } = CostMeasure.GeneratedTokens;

    /// <summary>A file that keeps every outcome as it comes. A run that finds it goes on where the last one stopped; null to keep nothing.</summary>
    public string? ResultsFile { get; set; }

    /// <summary>The confidence of the intervals, in (0, 1).</summary>
    /// <value>The default is 0.95.</value>
    public double Level { get; set; } = 0.95;

    /// <summary>Most questions that are answered at a time.</summary>
    /// <value>The default is 16; at least 1.</value>
    public int Concurrency { get; set; } = 16;

    /// <summary>Bins of difficulty, of about equally many questions; 1 for none. More than one needs <see cref="Probe"/> and <see cref="Difficulty"/>.</summary>
    /// <value>The default is 1; at most 100.</value>
    public int Bins { get; set; } = 1;

    /// <summary>The reasoner whose samples show how hard a question is: self-consistency of as many samples as the routed search's probe.</summary>
    public ReasonerVariant? Probe { get; set; }

    /// <summary>Predicts success from the probe's samples. Learn it on other questions than those of the frontier.</summary>
    public DifficultyModel? Difficulty { get; set; }

    /// <summary>Told after every outcome: how many there are, and how many there will be.</summary>
    public IProgress<(int Done, int Total)>? Progress { get; set; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Cost);
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bins, 100);
        if (!(Level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "A level of confidence must be above 0 and below 1.");
        if (Bins > 1 && (Probe is null || Difficulty is null))
            throw new ArgumentException($"{Bins} bins of difficulty were asked for; set {nameof(Probe)} and {nameof(Difficulty)}, which say how hard a question is.");
    }
}
