using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.Resilience;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Sqlite;
using InferenceScaling.Testing;
using InferenceScaling.TorchSharp;

await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
using var reasoner = Reasoner.For(model).WithVerifier(verifier).UseBestOfN(o => o.Samples = 16).Answering(AnswerDomain.Number).Build();
var result = await reasoner.ReasonAsync("Ben has 33 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?");
Console.WriteLine($"{result.Answer} with confidence {result.Confidence:P0}, for {result.Usage.Tokens.Generated} tokens");

// Beside the embedded model: libtorch must load from the packages alone, and tests must run without a model.
await using var libtorch = LedgerModel.Load(Backend.Torch());
var plain = await GreedyAsync(libtorch);
var managed = await GreedyAsync(model);
using var scripted = Reasoner.For(ScriptedGenerator.FromAnswers("41", "42", "42")).UseResilience(p => p.AddRetryWithinBudget(new())).UseSelfConsistency(o => o.Samples = 3).Build();
var voted = await scripted.ReasonAsync("?");

// SQLite's native library comes with the package: the second run pays for nothing.
var database = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
await using (var journal = SqliteJournal.Open(database))
{
    var generator = ScriptedGenerator.FromAnswers("41", "42", "42");
    using var journaled = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).UseJournal(journal).Build();
    await journaled.ReasonAsync("?");
    voted = await journaled.ReasonAsync("?");
    if (generator.Calls != 3 || voted.Recovered.GeneratorCalls != 3)
        return 2;
}

File.Delete(database);
Console.WriteLine($"greedy on libtorch: {plain}, on the managed executor: {managed}; scripted vote: {voted.Answer}");
return result.Answer == "66" && plain == managed && voted.Answer == "42" ? 0 : 1;

static async Task<string?> GreedyAsync(LedgerModel model)
{
    using var greedy = Reasoner.For(model).UseGreedy().Answering(AnswerDomain.Number).Build();
    var result = await greedy.ReasonAsync("Ben has 33 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?");
    return result.Answer;
}
