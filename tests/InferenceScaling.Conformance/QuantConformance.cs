using InferenceScaling.Conformance.Quant;

namespace InferenceScaling.Conformance;

/// <summary>Quantisation and pruning: every tensor of <c>quant.safetensors</c> and the losses of <c>quant.json</c>. A tensor that no <see cref="IQuantFixture"/> reads fails the run.</summary>
public sealed class QuantConformance : IConformanceKind
{
    // Found by reflection, so that adding a group of tensors edits no list.
    private static readonly IQuantFixture[] Fixtures = [.. typeof(IQuantFixture).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IQuantFixture)))
        .Select(type => (IQuantFixture)Activator.CreateInstance(type)!)];

    public string Name => "quant";

    public Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        using var reference = QuantReference.Open(directory);
        foreach (var fixture in Fixtures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            fixture.Run(reference, report);
        }

        foreach (var name in reference.Unread)
            report.Fail(name, "no check reads this tensor");
        return Task.CompletedTask;
    }
}
