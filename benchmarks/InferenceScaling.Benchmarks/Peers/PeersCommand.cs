using System.CommandLine;
using System.Text.Json;
using InferenceScaling.Benchmarks.Llama;
using InferenceScaling.Benchmarks.Measuring;
using InferenceScaling.Models.Checkpoints;
using Spectre.Console;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary><c>peers</c>: the library's executors against llama.cpp and plain TorchSharp on one model, in turns.</summary>
internal static class PeersCommand
{
    private const int AgreementPrompts = 5;
    private const int AgreementTokens = 32;

    private static readonly Option<string?> LlamaFolder = new("--llama") { Description = $"Folder of the prebuilt llama.cpp libraries, or where their package was installed. Default: {LlamaLibrary.Variable}.", Recursive = true };

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "A GGUF model; its matrices are written as Q8_0.", DefaultValueFactory = _ => RepositoryFolder.Path("../shared/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf") };
        var output = new Option<string>("--output") { Description = "Folder for peers.md, peers.json and the Q8_0 model.", DefaultValueFactory = _ => RepositoryFolder.Path("artifacts/peers") };
        var threads = new Option<string>("--threads") { Description = "Numbers of threads, separated by commas.", DefaultValueFactory = _ => "1,2" };
        threads.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>().Split(',').All(text => int.TryParse(text, out var number) && number is >= 1 and <= 1024))
                result.AddError("--threads are numbers from 1 to 1024, separated by commas.");
        });
        var only = new Option<string[]>("--only") { Description = "Groups of scenarios to run.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Scenario.Groups]);
        var peers = new Option<string[]>("--peers") { Description = "Engines to run, by name; all if absent.", AllowMultipleArgumentsPerToken = true };
        peers.AcceptOnlyFromAmong([.. Names(llama: true, wanted: [])]);
        var rounds = new Option<int?>("--rounds") { Description = "Rounds that count; 9, or 3 with --quick, if absent." };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
                result.AddError("--rounds is at least 1.");
        });
        var quick = new Option<bool>("--quick") { Description = "Smaller scenarios and fewer rounds." };
        var command = new Command("peers", "Compares the library's executors with llama.cpp and plain TorchSharp.") { model, output, threads, only, peers, rounds, quick, LlamaFolder, CreateProbe() };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new(
                arguments.GetValue(model)!,
                arguments.GetValue(output)!,
                [.. arguments.GetValue(threads)!.Split(',').Select(int.Parse)],
                arguments.GetValue(only) is { Length: > 0 } groups ? groups : Scenario.Groups,
                arguments.GetValue(peers) ?? [],
                arguments.GetValue(rounds) ?? (arguments.GetValue(quick) ? 3 : 9),
                arguments.GetValue(quick),
                arguments.GetValue(LlamaFolder)),
            cancellationToken));
        return command;
    }

    private static Command CreateProbe()
    {
        var peer = new Option<string>("--peer") { Required = true };
        var prepared = new Option<string>("--prepared") { Required = true };
        var command = new Command(MemoryProbe.Verb, "Measures the memory of one engine; the comparison starts it.") { peer, prepared };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            var model = PeerModel.Open(arguments.GetValue(prepared)!);
            var llama = LlamaLibrary.TryLoad(arguments.GetValue(LlamaFolder));
            var before = ProcessMemory.Read();
            var engine = Peers(model, threads: 1, llama, [arguments.GetValue(peer)!]).Single();
            Console.WriteLine(JsonSerializer.Serialize(MemoryProbe.Measure(engine, model, before)));
            engine.Dispose();
        });
        return command;
    }

    private static async Task<int> RunAsync(PeersOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        if (!File.Exists(options.Model))
        {
            Console.Error.WriteLine($"{options.Model} is not there. Name a GGUF model by --model.");
            return 2;
        }

        var llama = LlamaLibrary.TryLoad(options.Llama);
        if (!llama)
            Console.WriteLine(LlamaLibrary.Instructions);
        PeerModel model;
        try
        {
            model = PeerModel.Prepare(options.Model, options.Output);
        }
        catch (CheckpointFormatException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }

        var report = new PeerReport(TimeProvider.System.GetUtcNow(), MachineName.Describe(), llama ? $"llama.cpp: {LlamaLibrary.Describe()}" : null, Path.GetFileName(options.Model));
        foreach (var threads in options.Threads)
            report = await CompareAsync(options, report, model, threads, llama, cancellationToken);
        foreach (var name in Names(llama, options.Peers))
            report = Keep(report with { Memory = [.. report.Memory, await MemoryProbe.RunAsync(name, model, options.Llama, cancellationToken)] }, options);
        PeerReportWriter.Show(report, console);
        console.WriteLine($"Written: {options.Output}/peers.md and peers.json");
        return 0;
    }

    private static async Task<PeerReport> CompareAsync(PeersOptions options, PeerReport report, PeerModel model, int threads, bool llama, CancellationToken cancellationToken)
    {
        var comparison = new Comparison(options.Rounds, seconds: options.Quick ? 20 : 120);
        var peers = Peers(model, threads, llama, options.Peers);
        try
        {
            if (report.Agreements.Count == 0)
                report = report with { Agreements = Agreement.Measure([.. peers.OrderBy(peer => peer is LlamaPeer)], model, AgreementPrompts, AgreementTokens) };
            foreach (var agreement in report.Agreements)
                AnsiConsole.Console.WriteLine($"{agreement.Peer} would take {agreement.Same} of {agreement.Tokens} tokens of {agreement.Reference}");
            foreach (var scenario in Scenario.List(model, options.Quick).Where(scenario => options.Only.Contains(scenario.Group)))
            {
                AnsiConsole.Console.WriteLine($"{scenario.Name}, {threads} {(threads == 1 ? "thread" : "threads")} …");
                report = Keep(report with { Measurements = [.. report.Measurements, .. await comparison.RunAsync(scenario, threads, peers, cancellationToken)] }, options);
            }

            return report;
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    // Written after every scenario: what is stopped half-way has the tables of what it did.
    private static PeerReport Keep(PeerReport report, PeersOptions options)
    {
        PeerReportWriter.Save(report, options.Output);
        return report;
    }

    // llama.cpp comes first: what the ratios are against.
    private static IEnumerable<string> Names(bool llama, IReadOnlyList<string> wanted) =>
        new[] { LlamaPeer.PeerName }.Where(_ => llama).Concat(BackendVariant.All.Select(variant => variant.Name)).Where(name => wanted.Count == 0 || wanted.Contains(name));

    private static List<Peer> Peers(PeerModel model, int threads, bool llama, IReadOnlyList<string> wanted) =>
        [.. Names(llama, wanted).Select(name => name == LlamaPeer.PeerName ? (Peer)new LlamaPeer(threads, model) : new BackendPeer(BackendVariant.All.Single(variant => variant.Name == name), threads, model))];
}
