using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Particles;

/// <summary>Options of <see cref="ParticleGibbsSearch"/>.</summary>
public sealed class ParticleGibbsOptions
{
    /// <summary>Number of passes.</summary>
    /// <value>The default is 4. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Iterations { get; set; } = 4;

    /// <summary>Number of particles of a pass, references included.</summary>
    /// <value>The default is 8. The range is 2 to 65,536.</value>
    [Range(2, 65536)]
    public int Particles { get; set; } = 8;

    /// <summary>Particles that a pass hands to the next one; fewer than <see cref="Particles"/> take part in any case.</summary>
    /// <value>The default is 1. The range is 1 to 65,535.</value>
    [Range(1, 65535)]
    public int References { get; set; } = 1;

    /// <summary>How offspring are drawn.</summary>
    public ResamplingMethod Resampling { get; set; }
}
