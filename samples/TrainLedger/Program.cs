// Trains the embedded pair from nothing: a generator that solves word problems, often wrongly, and a verifier that finds its errors.
// Both train side by side, one processor each; a run that is killed goes on where it was.
//   dotnet run -c Release --project samples/TrainLedger                     trains, measures, writes curves and the model card
//   dotnet run -c Release --project samples/TrainLedger -- card --folder X  measures a trained pair again
// Options: --folder ledger-training, --seed 20261128, --device cpu|cuda, --scale 1 (of the numbers of steps; 0.01 to try it out).

using InferenceScaling.Samples.TrainLedger;
using InferenceScaling.Samples.TrainLedger.Card;
using InferenceScaling.TorchSharp.Native;
using Spectre.Console;
using TorchSharp;

var isCard = args is ["card", ..];
var settings = CommandLine.Parse(isCard ? args[1..] : args);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    if (!isCard)
    {
        FreedMemory.Keep();
        TorchRuntime.EnsureLoaded();

        // One thread a training: results then depend on nothing but the seed, and two trainings share two processors better than one does alone.
        torch.set_num_threads(1);
        await PairTraining.RunAsync(settings, stop.Token);
    }

    await AnsiConsole.Status().StartAsync("measuring", status => CardCommand.RunAsync(settings, text =>
    {
        status.Status(text);
        if (!AnsiConsole.Profile.Capabilities.Interactive && text.Contains('%', StringComparison.Ordinal))
            AnsiConsole.WriteLine(text);
    }));
    AnsiConsole.MarkupLineInterpolated($"Models, curves and figures are in [bold]{Path.GetFullPath(settings.Folder)}[/].");
    return 0;
}
catch (OperationCanceledException)
{
    AnsiConsole.MarkupLine("Stopped. The same command goes on from here.");
    return 130;
}
