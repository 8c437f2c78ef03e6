using InferenceScaling.Diagnostics;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Tests.Documentation;

/// <summary>The code of docs/durability.md.</summary>
internal static class DurabilitySnippets
{
    public static async Task<ReasoningResult> First(IStepGenerator model, string file)
    {
        await using var journal = FileJournal.Open(file);
        using var reasoner = Reasoner.For(model).UseSelfConsistency().UseJournal(journal).Build();
        var result = await reasoner.ReasonAsync(new() { Prompt = "How many …?", Id = "order-4711" });
        Console.WriteLine($"{result.Answer} for {result.Usage.Tokens.Generated} tokens, {result.Recovered.Tokens.Generated} of them from the journal");
        return result;
    }

    public static async Task Restart(IReasoner reasoner, IReasoningJournal journal)
    {
        foreach (var unfinished in (await journal.ListRequestsAsync()).Where(request => !request.HasEnded))
            await reasoner.ReasonAsync(unfinished.Request);
    }

    public static async Task<ReasoningResult> Replay(string file)
    {
        await using var journal = FileJournal.OpenRead(file);
        var replay = await JournalReplay.LoadAsync(journal, "order-4711");
        using var reasoner = Reasoner.For(replay.Generator).UseSelfConsistency().Build();
        return await reasoner.ReasonAsync("How many …?");
    }

    public static void Traces(ReasoningResult result, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "trace.json"), result.ToTraceJson());
        File.WriteAllText(Path.Combine(folder, "trace.html"), result.ToHtml());
        File.WriteAllText(Path.Combine(folder, "trace.mmd"), result.ToMermaid());
        File.WriteAllText(Path.Combine(folder, "trace.dot"), result.ToGraphviz());
    }
}
