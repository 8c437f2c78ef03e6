// Asks a model from a file a question, and shows the search as it happens.
//
//   dotnet run -c Release --project samples/Ask -- --model <folder|gguf|bin> --strategy self-consistency --paths 8 "A question"
//
// With --journal <file>, kill it at any moment and run it again: it goes on. With --trace <file.html|json|mmd|dot>, the search is written down.

using System.CommandLine;
using Ask;
using InferenceScaling.Answers;
using InferenceScaling.Diagnostics;
using InferenceScaling.Durability;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;

var model = new Option<string>("--model") { Description = "A Hugging Face folder, a GGUF file or a llama2.c file.", Required = true };
var strategy = new Option<string>("--strategy") { Description = "How to search.", DefaultValueFactory = _ => "self-consistency" };
strategy.AcceptOnlyFromAmong([.. Strategies.Names]);
var paths = new Option<int>("--paths") { Description = "Number of paths.", DefaultValueFactory = _ => 8 };
var budget = new Option<long>("--budget-tokens") { Description = "Most tokens to generate over all paths.", DefaultValueFactory = _ => 4096 };
var pathTokens = new Option<int>("--path-tokens") { Description = "Most tokens of one path.", DefaultValueFactory = _ => 256 };
var temperature = new Option<double>("--temperature") { Description = "0 is greedy, 1 the model's own distribution.", DefaultValueFactory = _ => 0.7 };
var answers = new Option<string>("--answers") { Description = "What counts as an answer.", DefaultValueFactory = _ => "number" };
answers.AcceptOnlyFromAmong("number", "choice", "text");
var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same answer." };
var journal = new Option<string>("--journal") { Description = "A file that keeps what was generated: a run that was killed goes on." };
var trace = new Option<string>("--trace") { Description = "A file for the trace: .html, .json, .mmd (Mermaid) or .dot (Graphviz)." };
var question = new Argument<string>("question") { Description = "What to ask." };
var command = new RootCommand("Asks a language model a question and searches over its reasoning.") { model, strategy, paths, budget, pathTokens, temperature, answers, seed, journal, trace, question };

command.SetAction(async (arguments, cancellationToken) =>
{
    await using var language = LanguageModel.Load(arguments.GetValue(model)!);
    var builder = Reasoner.For(language)
        .WithSampling(s => s with { Temperature = arguments.GetValue(temperature) })
        .WithPathLimits(l => l with { Tokens = arguments.GetValue(pathTokens) })
        .WithBudget(b => b.Tokens(arguments.GetValue(budget)))
        .Answering(arguments.GetValue(answers) switch { "number" => AnswerDomain.Number, "choice" => AnswerDomain.Choice, _ => AnswerDomain.Text });
    await using var kept = arguments.GetValue(journal) is { } file ? FileJournal.Open(file) : null;
    if (kept is not null)
        builder.UseJournal(kept);
    using var reasoner = Strategies.Use(arguments.GetValue(strategy)!, builder, arguments.GetValue(paths)).Build();

    var request = new ReasoningRequest { Prompt = arguments.GetValue(question)!, Seed = arguments.GetValue(seed) };
    await foreach (var update in reasoner.ReasonStreamingAsync(request, cancellationToken))
    {
        Show(update);
        if (update is ReasoningCompleted { Result: var result } && arguments.GetValue(trace) is { } picture)
            await File.WriteAllTextAsync(picture, Draw(result, picture), cancellationToken);
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();

static string Draw(ReasoningResult result, string file) => Path.GetExtension(file) switch
{
    ".json" => result.ToTraceJson(indented: true),
    ".mmd" => result.ToMermaid(),
    ".dot" => result.ToGraphviz(),
    _ => result.ToHtml(),
};

static void Show(ReasoningUpdate update)
{
    switch (update)
    {
        case StepProduced { Path: var path }:
            Console.WriteLine($"[{path}] {path.Step!.Text.Trim().ReplaceLineEndings(" ")}");
            break;
        case CandidateCompleted { Candidate: var candidate }:
            Console.WriteLine($"[{candidate.Place}] {(candidate.IsCut ? "was cut" : "ended")}: {candidate.Answer ?? "no answer"}");
            break;
        case LeaderChanged leader:
            Console.WriteLine($"  -> {leader.Answer} leads with {leader.Confidence:P0}");
            break;
        case ReasoningCompleted { Result: var result }:
            ShowResult(result);
            break;
    }
}

static void ShowResult(ReasoningResult result)
{
    Console.WriteLine();
    Console.WriteLine($"Answer: {result.Answer ?? "none"}   ({result.Confidence:P0} of the votes, {result.Finish})");
    foreach (var vote in result.Votes)
        Console.WriteLine($"  {vote.Count,4} x {vote.Answer}");
    var (tokens, calls, _, duration) = result.Usage;
    Console.WriteLine($"Usage: {tokens.Generated} tokens generated, {tokens.Prompt} read, {tokens.CachedPrompt} from the cache, {calls} steps, {duration.TotalSeconds:F1} s");
    if (result.Recovered.GeneratorCalls > 0)
        Console.WriteLine($"From the journal: {result.Recovered.Tokens.Generated} tokens of {result.Recovered.GeneratorCalls} steps");
}
