using InferenceScaling.Selection;

namespace InferenceScaling.Search.Particles;

/// <summary>
/// Particle filtering (Puri et al. 2025, "A Probabilistic Inference Approach to Inference-Time Scaling of LLMs", arXiv 2502.01618).
/// After each step particles are drawn anew in proportion to the odds the verifier gives their whole path:
/// it samples where a greedy search would bet, so a verifier's mistake can be survived.
/// </summary>
/// <remarks>Offspring of a path that has ended are that same path, so a candidate counts once however often it was drawn.</remarks>
/// <param name="options">Valid options.</param>
public sealed class ParticleFilterSearch(ParticleFilterOptions options) : SearchStrategy
{
    private readonly ParticleFilterOptions _options = options is null ? throw new ArgumentNullException(nameof(options)) : new()
    {
        Particles = options.Particles,
        Resampling = options.Resampling,
        ResampleBelow = options.ResampleBelow,
        Annealing = options.Annealing,
        EarlyPhase = options.EarlyPhase,
    };

    /// <inheritdoc/>
    public override string Name => "particle filter";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return new ParticleSweep(search, _options, new LotStream(search.Random).Uniform).RunAsync([]);
    }
}
