namespace InferenceScaling.Search.Particles;

/// <summary>A particle: a path, its weight, and what it was one step before.</summary>
/// <param name="Path">The path with its score.</param>
/// <param name="LogWeight">The log-odds of the score of the whole path so far.</param>
/// <param name="Parent">The particle one step before; null at the root.</param>
internal sealed record Particle(ScoredPath Path, double LogWeight, Particle? Parent)
{
    /// <summary>What the particle was at a depth of the tree, or is, if it is not that deep.</summary>
    public Particle At(int depth)
    {
        var particle = this;
        while (particle.Path.Path.Depth > depth)
            particle = particle.Parent!;
        return particle;
    }
}
