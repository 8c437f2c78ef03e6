using System.Diagnostics;

namespace InferenceScaling.Training.Tests;

public sealed class KilledTrainingTests : IDisposable
{
    // Steps the child goes on beyond the one that it is killed for, if the kill takes so long.
    private const int Grace = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    [Fact]
    public async Task A_training_that_is_killed_again_and_again_saves_the_bytes_of_an_undisturbed_one()
    {
        var undisturbed = await RunAsync("undisturbed", killAfter: null);
        undisturbed.Should().Be(60);

        // Each life ends after a few more steps, at a checkpoint, before one, and in the middle between two.
        foreach (var steps in new[] { 2, 5, 12, 9, 15 })
            await RunAsync("killed", steps);
        await RunAsync("killed", killAfter: null);
        var model = Path.Combine(_folder, "killed.model", "model.safetensors");
        (await File.ReadAllBytesAsync(model)).Should().Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "undisturbed.model", "model.safetensors")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Runs the child until it ends, or kills it after so many steps; says how many it announced.
    private async Task<int> RunAsync(string name, int? killAfter)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "InferenceScaling.Training.Child.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", child, Path.Combine(_folder, name + ".checkpoint"), Path.Combine(_folder, name + ".model")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (killAfter is { } steps)
            start.ArgumentList.Add($"{steps + Grace}");
        using var process = Process.Start(start)!;
        var announced = 0;
        while (await process.StandardOutput.ReadLineAsync() is not null)
        {
            if (++announced == killAfter)
                process.Kill();
        }

        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(killAfter is null ? 0 : 137, "a killed process says so, any other exit is a defect");
        return announced;
    }
}
