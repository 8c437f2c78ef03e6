namespace InferenceScaling.Search.Particles;

/// <summary>One pass of a particle filter from the root until every particle has ended, conditioned on reference particles that always survive (Andrieu et al. 2010).</summary>
internal sealed class ParticleSweep(SearchContext search, ParticleFilterOptions options, Func<double> uniform)
{
    /// <summary>Whether references compete with their weight at the end, as its_hub has it, instead of their weight at the current step.</summary>
    public bool UsesFinalReferenceWeights { get; init; }

    /// <summary>Told every draw: probabilities and parents.</summary>
    public Action<double[], int[]>? OnDraw { get; init; }

    /// <summary>Runs the pass.</summary>
    /// <returns>The population: free particles, then the references.</returns>
    public async Task<IReadOnlyList<Particle>> RunAsync(IReadOnlyList<Particle> references)
    {
        var start = new Particle(new(search.Root, Score: null, HasEnded: false), LogWeight: 0, Parent: null);
        IReadOnlyList<Particle> free = [.. Enumerable.Repeat(start, options.Particles - references.Count)];
        for (var depth = search.Root.Depth + 1; free.Any(particle => !particle.Path.HasEnded) && !search.ShouldStop; depth++)
        {
            free = await ExtendAsync(free).ConfigureAwait(false);
            if (free.Count == 0)
                break;
            var step = depth;
            free = Resample([.. free, .. references.Select(reference => UsesFinalReferenceWeights ? reference : reference.At(step))], free.Count, depth);
        }

        return [.. free, .. references];
    }

    /// <summary>Draws particles in proportion to their weights.</summary>
    public IReadOnlyList<int> Draw(IReadOnlyList<Particle> population, int count, double progress = 1)
    {
        var logWeights = population.Select(particle => particle.LogWeight).ToArray();
        var probabilities = ParticleWeights.Normalize(logWeights);
        var temperature = ParticleWeights.Temperature(probabilities, options.Annealing, progress, options.EarlyPhase);
        if (temperature > 1)
            probabilities = ParticleWeights.Normalize(logWeights, temperature);
        var parents = options.Resampling == ResamplingMethod.Systematic
            ? ParticleWeights.Systematic(probabilities, uniform(), count)
            : ParticleWeights.Multinomial(probabilities, [.. Enumerable.Range(0, count).Select(_ => uniform())]);
        OnDraw?.Invoke(probabilities, parents);
        return parents;
    }

    private async Task<IReadOnlyList<Particle>> ExtendAsync(IReadOnlyList<Particle> free)
    {
        var open = free.Where(particle => !particle.Path.HasEnded).ToList();
        var children = await search.ExpandAsync([.. open.Select(particle => new Expansion(particle.Path.Path, 1))], score: true).ConfigureAwait(false);
        var byParent = children.GroupBy(child => child.Path.Parent!).ToDictionary(group => group.Key, group => new Queue<ScoredPath>(group));
        var next = new List<Particle>(free.Count);
        foreach (var particle in free)
        {
            if (particle.Path.HasEnded)
                next.Add(particle);
            else if (byParent.TryGetValue(particle.Path.Path, out var offspring) && offspring.TryDequeue(out var child))
                next.Add(new(child, ParticleWeights.Logit(child.Score ?? 0), particle));
        }

        return next;
    }

    private IReadOnlyList<Particle> Resample(IReadOnlyList<Particle> population, int count, int depth)
    {
        var logWeights = population.Select(particle => particle.LogWeight).ToArray();
        if (ParticleWeights.EffectiveSampleSize(ParticleWeights.Normalize(logWeights)) > options.ResampleBelow * population.Count * (1 + 1e-9))
            return [.. population.Take(count)];
        var progress = (double)(depth - search.Root.Depth) / search.Limits.Steps;
        return [.. Draw(population, count, progress).Select(parent => population[parent].At(depth))];
    }
}
