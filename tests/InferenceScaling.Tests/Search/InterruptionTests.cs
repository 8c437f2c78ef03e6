using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public sealed class InterruptionTests
{
    [Fact]
    public async Task A_search_that_ends_quietly_because_it_was_cancelled_is_no_answer()
    {
        using var cancel = new CancellationTokenSource();
        var generator = new ScriptedGenerator((_, _) =>
        {
            cancel.Cancel();
            return ScriptedStep.End("Answer: 4");
        });
        using var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).Build();
        await reasoner.Awaiting(r => r.ReasonAsync("q", cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
    }
}
