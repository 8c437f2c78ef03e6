using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Particles;

/// <summary>Options of <see cref="ParticleFilterSearch"/>.</summary>
public sealed class ParticleFilterOptions
{
    /// <summary>Number of particles.</summary>
    /// <value>The default is 16. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Particles { get; set; } = 16;

    /// <summary>How offspring are drawn.</summary>
    public ResamplingMethod Resampling { get; set; }

    /// <summary>Resamples only while the effective sample size is at most this share of the particles: 1 resamples after every step, 0.5 is usual in statistics.</summary>
    /// <value>The default is 1. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double ResampleBelow { get; set; } = 1;

    /// <summary>How early steps are flattened, so that few particles do not take over before there is evidence (entropic particle filtering).</summary>
    public ParticleAnnealing Annealing { get; set; }

    /// <summary>Share of the path limit's steps during which annealing acts.</summary>
    /// <value>The default is 0.5. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double EarlyPhase { get; set; } = 0.5;
}
