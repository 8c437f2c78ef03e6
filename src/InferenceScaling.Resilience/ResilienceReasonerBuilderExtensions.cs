using InferenceScaling.Reasoning;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Registry;

namespace InferenceScaling.Resilience;

/// <summary>Adds resilience pipelines to a reasoner.</summary>
public static class ResilienceReasonerBuilderExtensions
{
    /// <summary>Calls the reasoner's generator and verifier through pipelines. Other models that a strategy is given are wrapped by hand: <c>new ResilientGenerator(large, pipeline)</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="generator">The generator's pipeline.</param>
    /// <param name="verifier">The verifier's; null for the same one. A circuit breaker that both share opens for both.</param>
    public static ReasonerBuilder UseResilience(this ReasonerBuilder builder, ResiliencePipeline generator, ResiliencePipeline? verifier = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);
        return builder.WrapGenerator((inner, _) => new ResilientGenerator(inner, generator)).WrapVerifier((inner, _) => new ResilientVerifier(inner, verifier ?? generator));
    }

    /// <summary>Calls the reasoner's generator and verifier through a pipeline made here: <c>.UseResilience(p => p.AddRetryWithinBudget(new()).AddTimeout(TimeSpan.FromSeconds(30)))</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds strategies to the pipeline, from the outside in.</param>
    public static ReasonerBuilder UseResilience(this ReasonerBuilder builder, Action<ResiliencePipelineBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var pipeline = new ResiliencePipelineBuilder();
        configure(pipeline);
        return builder.UseResilience(pipeline.Build());
    }

    /// <summary>Calls the reasoner's generator and verifier through a pipeline of the container, as <c>services.AddResiliencePipeline("model", …)</c> of Polly.Extensions registers it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="pipelineName">The pipeline's key.</param>
    public static ReasonerBuilder UseResilience(this ReasonerBuilder builder, string pipelineName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(pipelineName);
        return builder.WrapGenerator((inner, services) => new ResilientGenerator(inner, Find(services))).WrapVerifier((inner, services) => new ResilientVerifier(inner, Find(services)));

        ResiliencePipeline Find(IServiceProvider services) => services.GetService<ResiliencePipelineProvider<string>>() is { } provider
            ? provider.GetPipeline(pipelineName)
            : throw new InvalidOperationException($"The resilience pipeline '{pipelineName}' comes from a container, but there is none that has such: register it with services.AddResiliencePipeline(\"{pipelineName}\", …), or give the pipeline itself.");
    }
}
