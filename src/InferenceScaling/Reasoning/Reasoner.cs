using InferenceScaling.Paths;

namespace InferenceScaling.Reasoning;

/// <summary>Where a reasoner begins: <c>Reasoner.For(model).UseSelfConsistency().Build()</c>.</summary>
public static class Reasoner
{
    /// <summary>Starts a reasoner over a generator.</summary>
    /// <param name="generator">The model. It must live as long as the reasoner, which does not dispose it.</param>
    public static ReasonerBuilder For(IStepGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new(_ => generator);
    }

    /// <summary>Starts a reasoner over a generator from a container.</summary>
    /// <param name="generator">Finds the model when the reasoner is built.</param>
    public static ReasonerBuilder For(Func<IServiceProvider, IStepGenerator> generator) => new(generator);
}
