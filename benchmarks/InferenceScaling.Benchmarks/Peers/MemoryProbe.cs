using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Memory an engine takes for a model and 16 sequences that share a prompt, each measured in a process of its own.</summary>
/// <param name="Peer">The engine.</param>
/// <param name="Resident">Bytes in memory at the end, without those that were there before the model.</param>
/// <param name="Peak">Most bytes in memory at a time, counted from there too: what loading takes.</param>
internal sealed record MemoryProbe(string Peer, long Resident, long Peak)
{
    public const string Verb = "memory";
    private const int Sequences = 16;

    /// <summary>Starts a process that measures an engine.</summary>
    public static async Task<MemoryProbe> RunAsync(string peer, PeerModel model, string? llama, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is unknown.");
        List<string> arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        arguments.AddRange(["peers", Verb, "--peer", peer, "--prepared", model.Path]);
        if (llama is not null)
            arguments.AddRange(["--llama", llama]);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<MemoryProbe>(output)!
                : throw new InvalidOperationException($"The process that measures the memory of {peer} ended with {process.ExitCode}.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Measures in this process.</summary>
    public static MemoryProbe Measure(Peer peer, PeerModel model, ProcessMemory before)
    {
        using (var session = peer.Open(new(Sequences, Scenario.Context, DecodeRun.Steps, Shared: true)))
        {
            session.Read([model.Tokens(Scenario.Context, number: 0)]);
            for (var step = 0; step < DecodeRun.Steps; step++)
                session.Step(model.Tokens(Sequences, step));
            var after = ProcessMemory.Read();
            return new(peer.Name, after.Resident - before.Resident, after.Peak - before.Resident);
        }
    }
}
