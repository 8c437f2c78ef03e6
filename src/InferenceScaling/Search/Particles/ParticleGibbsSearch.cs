using InferenceScaling.Selection;

namespace InferenceScaling.Search.Particles;

/// <summary>
/// Particle Gibbs (Andrieu, Doucet and Holenstein 2010; for reasoning Puri et al. 2025, arXiv 2502.01618).
/// Repeats a particle filter; each pass keeps references drawn from the one before:
/// good partial paths are revisited with fresh continuations.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class ParticleGibbsSearch(ParticleGibbsOptions options) : SearchStrategy
{
    private readonly int _iterations = (options ?? throw new ArgumentNullException(nameof(options))).Iterations;
    private readonly int _references = Math.Min(options.References, options.Particles - 1);
    private readonly ParticleFilterOptions _sweep = new() { Particles = options.Particles, Resampling = options.Resampling };

    /// <inheritdoc/>
    public override string Name => "particle Gibbs";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    internal bool UsesFinalReferenceWeights { get; init; }

    internal Func<double>? Uniform { get; init; }

    internal Action<double[], int[]>? OnDraw { get; init; }

    internal Action<IReadOnlyList<Particle>>? OnSweep { get; init; }

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var sweep = new ParticleSweep(search, _sweep, Uniform ?? new LotStream(search.Random).Uniform) { UsesFinalReferenceWeights = UsesFinalReferenceWeights, OnDraw = OnDraw };
        IReadOnlyList<Particle> references = [];
        for (var iteration = 0; iteration < _iterations && !search.ShouldStop; iteration++)
        {
            var population = await sweep.RunAsync(references).ConfigureAwait(false);
            OnSweep?.Invoke(population);
            if (population.Count == 0)
                return;
            references = [.. sweep.Draw(population, Math.Min(_references, population.Count)).Select(index => population[index])];
        }
    }
}
