// Trains the embedded pair from nothing: a generator that solves word problems, often wrongly, and a verifier that finds its errors.
// Both train side by side, one processor each; a run that is killed goes on where it was.

using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Samples.TrainLedger;
using InferenceScaling.Training;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.TorchSharp.Native;
using Spectre.Console;
using TorchSharp;

var settings = CommandLine.Parse(args);
TorchRuntime.EnsureLoaded();

// One thread a training: results then depend on nothing but the seed, and two trainings share two processors better than one does alone.
torch.set_num_threads(1);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };

const ulong judgedSeed = 777;
var mix = new LedgerProblemSettings { MinLevel = 5, MaxLevel = 8 };
TrainingSequence[] solutions = [.. Enumerable.Range(0, 200).Select(index => Sequences.Of(LedgerLessons.Solution(judgedSeed, index, mix)))];
TrainingSequence[] derivations = [.. Enumerable.Range(0, 200).Select(index => Sequences.Of(LedgerLessons.Verification(judgedSeed, index, mix)))];
var generator = new Stage("generator", settings, solutions);
var verifier = new Stage("verifier", settings, derivations);
var early = Path.Combine(settings.Folder, "generator-early");
var earlyReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
if (Directory.Exists(early))
    earlyReady.TrySetResult();

await AnsiConsole.Progress()
    .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
    .StartAsync(async bars =>
    {
        var generatorOptions = Recipe.Options("generator", Recipe.GeneratorSteps, settings);
        var verifierOptions = Recipe.Options("verifier", Recipe.VerifierSteps, settings);
        var device = new TrainingDevice { Device = settings.Device };
        await Task.WhenAll(TrainGenerator(), TrainVerifier());

        async Task TrainGenerator()
        {
            using var decoder = TrainableDecoder.Create(Recipe.Settings(), settings.Seed, Recipe.Initialization, device);
            var earlyStep = Math.Max(1, (long)(Recipe.EarlySteps * settings.Scale));
            await generator.RunAsync(decoder, new GeneratorLessons(settings.Seed), generatorOptions with { EvaluateEvery = Math.Min(generatorOptions.EvaluateEvery, earlyStep) }, Shows(bars.AddTask("generator"), "greedy"), SaveEarly, stop.Token);
            earlyReady.TrySetResult();

            Task SaveEarly(TrainableDecoder model, long step)
            {
                if (step != earlyStep)
                    return Task.CompletedTask;
                if (Directory.Exists(early + ".partial"))
                    Directory.Delete(early + ".partial", recursive: true);
                model.Save(early + ".partial", TensorType.F32);
                Directory.Move(early + ".partial", early);
                earlyReady.TrySetResult();
                return Task.CompletedTask;
            }
        }

        async Task TrainVerifier()
        {
            await earlyReady.Task.WaitAsync(stop.Token);
            using var decoder = TrainableDecoder.Load(early, device);
            await verifier.RunAsync(decoder, new VerifierLessons(settings.Seed + 1), verifierOptions, Shows(bars.AddTask("verifier"), "derivations whole"), null, stop.Token);
        }
    });

static Action<TrainingProgress> Shows(ProgressTask bar, string judged)
{
    var scores = "";
    return progress =>
    {
        bar.MaxValue = progress.TotalSteps;
        bar.Value = progress.Step;
        if (progress.Evaluation is { } evaluation)
            scores = $", {judged} {evaluation["texts"]:P1}";
        bar.Description = $"{bar.Description.Split(' ')[0]} {progress.Tokens / 1e6:F1} M tokens, {progress.TokensPerSecond / 1000:F1} k/s, loss {progress.Loss:F3}{scores}";
    };
}
