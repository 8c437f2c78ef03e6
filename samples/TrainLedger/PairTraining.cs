using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Training;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using Spectre.Console;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>The order of things: the generator in three rounds; beside it the verifier, from the generator's early weights, then on what the generator really writes after its first round.</summary>
internal sealed class PairTraining
{
    private const ulong JudgedSeed = 777;

    private readonly TrainSettings _settings;
    private readonly CancellationTokenSource _stop;
    private readonly TrainingDevice _device;
    private readonly Stage _generator;
    private readonly Stage _practice;
    private readonly Stage _polish;
    private readonly Stage _verifier;
    private readonly Stage _refinement;
    private readonly string _early;
    private readonly TaskCompletionSource _earlyIsThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstIsThere = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PairTraining(TrainSettings settings, CancellationToken cancellationToken)
    {
        (_settings, _stop) = (settings, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        _device = TrainingDevice.Fastest(settings.Device);
        var mix = new LedgerProblemSettings { MinLevel = 5, MaxLevel = 8 };
        TrainingSequence[] solutions = [.. Enumerable.Range(0, 200).Select(index => Sequences.Of(LedgerLessons.Solution(JudgedSeed, index, mix)))];
        TrainingSequence[] derivations = [.. Enumerable.Range(0, 200).Select(index => Sequences.Of(LedgerLessons.Verification(JudgedSeed, index, mix)))];
        _generator = new("generator-first", settings, solutions);
        _practice = new("generator-practice", settings, solutions);
        _polish = new("generator", settings, solutions);
        _verifier = new("verifier-first", settings, derivations);
        _refinement = new("verifier", settings, derivations);
        _early = Path.Combine(settings.Folder, "generator-early");
        if (Directory.Exists(_early))
            _earlyIsThere.TrySetResult();
    }

    public static Task RunAsync(TrainSettings settings, CancellationToken cancellationToken) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(bars => new PairTraining(settings, cancellationToken).RunAsync(bars));

    private async Task RunAsync(ProgressContext bars)
    {
        var (generator, practice, polish, verifier, sampling, refinement) = (bars.AddTask("generator"), bars.AddTask("practice"), bars.AddTask("polish"), bars.AddTask("verifier"), bars.AddTask("sampling"), bars.AddTask("refinement"));
        await TogetherAsync(TrainGeneratorAsync(generator, practice, polish), TrainVerifierAsync(verifier, sampling, refinement));
    }

    // Where one fails, the other is stopped, with its checkpoint: nobody should find out an hour later.
    private async Task TogetherAsync(Task one, Task other)
    {
        await await Task.WhenAny(one, other).ContinueWith(first => first.Result.IsFaulted ? _stop.CancelAsync() : Task.CompletedTask, TaskScheduler.Default);
        await Task.WhenAll(one, other);
    }

    private async Task TrainGeneratorAsync(ProgressTask bar, ProgressTask practiceBar, ProgressTask polishBar)
    {
        using var decoder = TrainableDecoder.Create(Recipe.Settings(), _settings.Seed, Recipe.Initialization, _device);
        var earlyStep = Math.Max(1, (long)(Recipe.EarlySteps * _settings.Scale));
        var options = Recipe.Options("generator", Recipe.GeneratorSteps, _settings);
        await _generator.RunAsync(decoder, new GeneratorLessons(_settings.Seed), options with { EvaluateEvery = Math.Min(options.EvaluateEvery, earlyStep) }, Shows(bar, "solved greedily"), SaveEarly, _stop.Token);
        _firstIsThere.TrySetResult();
        var practice = Recipe.Options("practice", Recipe.PracticeSteps, _settings) with { Optimizer = Recipe.PracticeOptimizer, Schedule = Recipe.PracticeSchedule };
        await _practice.RunAsync(decoder, new GeneratorPractice(_settings.Seed + 4), practice, Shows(practiceBar, "solved greedily"), null, _stop.Token);
        var polish = Recipe.Options("polish", Recipe.PolishSteps, _settings) with { Optimizer = Recipe.PolishOptimizer, Schedule = Recipe.PracticeSchedule };
        await _polish.RunAsync(decoder, new GeneratorPractice(_settings.Seed + 5), polish, Shows(polishBar, "solved greedily"), null, _stop.Token);

        void SaveEarly(TrainableDecoder model, long step)
        {
            if (step != earlyStep)
                return;
            if (Directory.Exists(_early))
                Directory.Delete(_early, recursive: true);
            model.Save(_early + ".partial", TensorType.F32);
            Directory.Move(_early + ".partial", _early);
            _earlyIsThere.TrySetResult();
        }
    }

    private async Task TrainVerifierAsync(ProgressTask bar, ProgressTask sampling, ProgressTask refinement)
    {
        await _earlyIsThere.Task.WaitAsync(_stop.Token);
        using var decoder = TrainableDecoder.Load(_early, _device);
        var options = Recipe.Options("verifier", Recipe.VerifierSteps, _settings);
        await _verifier.RunAsync(decoder, new VerifierLessons(_settings.Seed + 1), options, Shows(bar, "derivations judged"), null, _stop.Token);
        await _firstIsThere.Task.WaitAsync(_stop.Token);
        await RefineVerifierAsync(sampling, refinement);
    }

    private async Task RefineVerifierAsync(ProgressTask sampling, ProgressTask bar)
    {
        var onPolicy = new OnPolicy(_settings, _generator.ModelFolder, _verifier.ModelFolder);
        var source = await onPolicy.SampleAsync(progress => sampling.Value = 100 * progress, _stop.Token);
        using var decoder = TrainableDecoder.Load(_verifier.ModelFolder, _device);
        var options = Recipe.Options("refinement", Recipe.RefinementSteps, _settings) with { Optimizer = Recipe.RefinementOptimizer };
        await _refinement.RunAsync(decoder, source, options, Shows(bar, "derivations judged"), null, _stop.Token);
    }

    private static Action<TrainingProgress> Shows(ProgressTask bar, string judged)
    {
        var name = bar.Description;
        var scores = "";
        return progress =>
        {
            bar.MaxValue = progress.TotalSteps;
            bar.Value = progress.Step;
            if (progress.Evaluation is { } evaluation)
                scores = $", {judged} {evaluation["texts"]:P1}";
            bar.Description = $"{name} {progress.Tokens / 1e6:F1} M tokens, {progress.TokensPerSecond / 1000:F1} k/s, loss {progress.Loss:F3}{scores}";
        };
    }
}
