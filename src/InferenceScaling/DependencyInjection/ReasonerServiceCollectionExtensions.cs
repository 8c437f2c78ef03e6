using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceScaling.DependencyInjection;

/// <summary>Registers reasoners in a container.</summary>
public static class ReasonerServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IReasoner"/> over the registered <see cref="IStepGenerator"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="lifetime">A reasoner is thread-safe and keeps no state between requests: one is enough.</param>
    /// <returns>The builder of the reasoner; settings made on it before the first resolution count.</returns>
    public static ReasonerBuilder AddReasoner(this IServiceCollection services, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddReasoner(static provider => provider.GetRequiredService<IStepGenerator>(), lifetime);

    /// <summary>Registers <see cref="IReasoner"/> over a generator.</summary>
    /// <param name="services">The services.</param>
    /// <param name="generator">Finds or makes the generator when the reasoner is first resolved.</param>
    /// <param name="lifetime">A reasoner is thread-safe and keeps no state between requests: one is enough.</param>
    /// <returns>The builder of the reasoner; settings made on it before the first resolution count.</returns>
    public static ReasonerBuilder AddReasoner(this IServiceCollection services, Func<IServiceProvider, IStepGenerator> generator, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new ReasonerBuilder(generator, services);
        services.Add(new ServiceDescriptor(typeof(IReasoner), builder.Build, lifetime));
        return builder;
    }

    /// <summary>Registers <see cref="IReasoner"/> under a key, over a generator.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key: several reasoners can live side by side.</param>
    /// <param name="generator">Finds or makes the generator when the reasoner is first resolved.</param>
    /// <param name="lifetime">A reasoner is thread-safe and keeps no state between requests: one is enough.</param>
    /// <returns>The builder of the reasoner; settings made on it before the first resolution count.</returns>
    public static ReasonerBuilder AddKeyedReasoner(this IServiceCollection services, object? serviceKey, Func<IServiceProvider, IStepGenerator> generator, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new ReasonerBuilder(generator, services);
        services.Add(new ServiceDescriptor(typeof(IReasoner), serviceKey, (provider, _) => builder.Build(provider), lifetime));
        return builder;
    }
}
