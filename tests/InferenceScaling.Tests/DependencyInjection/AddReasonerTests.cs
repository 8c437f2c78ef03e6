using InferenceScaling.DependencyInjection;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Tests.DependencyInjection;

public class AddReasonerTests
{
    [Fact]
    public async Task A_registered_reasoner_is_a_singleton_over_the_registered_generator()
    {
        var services = new ServiceCollection().AddSingleton<IStepGenerator>(ScriptedGenerator.FromAnswers("7"));
        services.AddReasoner().UseSelfConsistency(o => o.Samples = 3);
        await using var provider = services.BuildServiceProvider();

        var reasoner = provider.GetRequiredService<IReasoner>();

        reasoner.Should().BeSameAs(provider.GetRequiredService<IReasoner>());
        (await reasoner.ReasonAsync("q")).Candidates.Should().HaveCount(3);
    }

    [Fact]
    public async Task Keyed_reasoners_live_side_by_side()
    {
        var services = new ServiceCollection();
        services.AddKeyedReasoner("quick", _ => ScriptedGenerator.FromAnswers("1")).UseSelfConsistency(o => o.Samples = 1);
        services.AddKeyedReasoner("careful", _ => ScriptedGenerator.FromAnswers("2")).UseSelfConsistency(o => o.Samples = 9);
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredKeyedService<IReasoner>("quick").ReasonAsync("q")).Answer.Should().Be("1");
        (await provider.GetRequiredKeyedService<IReasoner>("careful").ReasonAsync("q")).Candidates.Should().HaveCount(9);
    }

    [Fact]
    public async Task Options_come_from_configuration_by_name()
    {
        using var host = BuildHost("5");
        await host.StartAsync();

        (await host.Services.GetRequiredService<IReasoner>().ReasonAsync("q")).Candidates.Should().HaveCount(5);
    }

    [Fact]
    public async Task Bad_configuration_stops_the_host_at_start()
    {
        using var host = BuildHost("0");

        await host.Invoking(h => h.StartAsync()).Should().ThrowAsync<OptionsValidationException>().WithMessage("*Samples*");
    }

    private static IHost BuildHost(string samples)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Reasoning:Math:Samples", samples)]);
        builder.Services.Configure<SelfConsistencyOptions>("math", builder.Configuration.GetSection("Reasoning:Math"));
        builder.Services.AddReasoner(_ => ScriptedGenerator.FromAnswers("7")).UseSelfConsistency("math");
        return builder.Build();
    }
}
