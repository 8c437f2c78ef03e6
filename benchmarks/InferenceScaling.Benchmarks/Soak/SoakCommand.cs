using System.CommandLine;
using System.Globalization;
using System.Text;
using InferenceScaling.Benchmarks.Measuring;
using InferenceScaling.Models;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Benchmarks.Soak;

/// <summary><c>soak</c>: random searches at the memory limit, with cancelled calls and failing passes, for as long as is asked. Exit code 1 for a leak, a deadlock or steps that became slower.</summary>
internal static class SoakCommand
{
    // Tokens that a context needs room for because it may be cut within a page.
    private const int Split = 64;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 60 };
        var clients = new Option<int>("--clients") { Description = "Searches side by side.", DefaultValueFactory = _ => 16 };
        var threads = new Option<int>("--threads") { Description = "Threads of the executor.", DefaultValueFactory = _ => 1 };
        var contexts = new Option<int>("--contexts") { Description = $"Key-value memory, in contexts of {SoakSettings.ContextLength} tokens.", DefaultValueFactory = _ => 4 };
        var seed = new Option<ulong>("--seed") { Description = "Of the clients' choices.", DefaultValueFactory = _ => 1 };
        var command = new Command("soak", "Works the engine for an hour and looks for leaks, deadlocks and steps that become slower.") { minutes, clients, threads, contexts, seed };
        command.SetAction((arguments, cancellationToken) =>
        {
            var duration = TimeSpan.FromMinutes(arguments.GetValue(minutes));
            var report = TimeSpan.FromSeconds(Math.Min(60, duration.TotalSeconds / 10));
            return RunAsync(new(duration, report, arguments.GetValue(clients), arguments.GetValue(threads), arguments.GetValue(contexts), arguments.GetValue(seed)), Console.Out, cancellationToken);
        });
        return command;
    }

    /// <summary>Soaks and judges.</summary>
    /// <returns>0 where nothing was found, else 1.</returns>
    internal static async Task<int> RunAsync(SoakSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        FailingExecutor? executor = null;
        await using var model = Open(settings, made => executor = made);
        var counts = new SoakCounts();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clients = Task.WhenAll(Enumerable.Range(0, settings.Clients).Select(number => Task.Run(() => new SoakClient(model, counts, settings.Seed, number).RunAsync(stop.Token), CancellationToken.None)));
        var rows = new List<SoakRow>();
        var isStuck = false;
        try
        {
            isStuck = !await WatchAsync(settings, model, executor!, clients, rows, output, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("Stopped early.");
        }

        await stop.CancelAsync();
        if (isStuck || await Task.WhenAny(clients, Task.Delay(SoakSettings.Patience, CancellationToken.None)) != clients)
        {
            output.WriteLine($"Deadlock: no pass for {SoakSettings.Patience.TotalSeconds} seconds.");
            return 1;
        }

        await clients;

        // What the cache holds is told after each pass: requests go on until the loop has told that every release was seen. What leaks is never let go.
        int[] tokens = [1, 2];
        for (var attempt = 0; attempt < 50 && (attempt == 0 || model.Memory.Cache.HeldPages > 0); attempt++)
            await model.ScoreAsync(tokens.AsMemory(0, 1), tokens.AsMemory(1), CancellationToken.None);
        var faults = SoakVerdict.Faults(rows, model.Memory.Cache);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{executor!.Passes:N0} passes; calls: {counts.Generated:N0} generated, {counts.Scored:N0} scored, {counts.Cancelled:N0} cancelled, {counts.Failed:N0} failed with their pass; {model.Memory.Cache.HeldPages} pages held in the end."));
        foreach (var fault in faults)
            output.WriteLine(fault);
        output.WriteLine(faults.IsEmpty ? "Nothing leaked, nothing stood still, steps are as fast as in the beginning." : $"{faults.Length} faults.");
        return faults.IsEmpty ? 0 : 1;
    }

    private static LanguageModel Open(SoakSettings settings, Action<FailingExecutor> made)
    {
        var tokenizer = Tokenizer.FromJson(Encoding.UTF8.GetBytes(SyntheticVocabulary.Json));
        var decoder = SyntheticDecoder.Small(tokenizer.VocabularySize);
        var attention = decoder.Config.Attention;
        var bytesPerToken = 2L * decoder.Config.LayerCount * attention.KeyValueHeadCount * attention.HeadSize * sizeof(ushort);
        return LanguageModel.Create(
            new() { CreateExecutor = Create, Tokenizer = tokenizer },
            new() { ContextLength = SoakSettings.ContextLength, KvMemoryLimit = settings.Contexts * (SoakSettings.ContextLength + Split) * bytesPerToken, MaxConcurrency = 32 });

        IDecoderExecutor Create()
        {
            var executor = new CpuExecutor(decoder.Config, decoder, new() { Threads = settings.Threads, WeightType = WeightType.Int8, CacheType = CacheType.BF16 });
            var failing = new FailingExecutor(executor, SoakSettings.PassesAFailure, settings.Seed);
            made(failing);
            return failing;
        }
    }

    /// <summary>Writes a row each interval until the time is over.</summary>
    /// <returns>False where passes ceased.</returns>
    private static async Task<bool> WatchAsync(SoakSettings settings, LanguageModel model, FailingExecutor executor, Task clients, List<SoakRow> rows, TextWriter output, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var still = TimeSpan.Zero;
        while (TimeProvider.System.GetElapsedTime(start) < settings.Duration)
        {
            // A client that ends did so by an error that is none of the expected.
            if (await Task.WhenAny(clients, Task.Delay(settings.Report, cancellationToken)) == clients)
                await clients;
            cancellationToken.ThrowIfCancellationRequested();
            var times = executor.TakeTimes();
            if (times.Count == 0)
            {
                still += settings.Report;
                if (still >= SoakSettings.Patience)
                    return false;
                continue;
            }

            still = TimeSpan.Zero;
            var cache = model.Memory.Cache;
            rows.Add(new(TimeProvider.System.GetElapsedTime(start), times.Count, Quantiles.Median(times), Quantiles.Of(times, 0.99), cache.LivePages, cache.PageLimit, GC.GetTotalMemory(forceFullCollection: true), ProcessMemory.Read().Resident));
            output.WriteLine(rows[^1]);
        }

        return true;
    }
}
