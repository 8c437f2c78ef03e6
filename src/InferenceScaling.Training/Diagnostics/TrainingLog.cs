using Microsoft.Extensions.Logging;

namespace InferenceScaling.Training.Diagnostics;

/// <summary>What a training tells its logger.</summary>
internal static partial class TrainingLog
{
    [LoggerMessage(1, LogLevel.Information, "Resumed at step {Step} of {TotalSteps} from {Path}.")]
    public static partial void Resumed(ILogger logger, long step, long totalSteps, string path);

    [LoggerMessage(2, LogLevel.Information, "Step {Step} of {TotalSteps}: loss {Loss:F4}, {TokensPerSecond:F0} tokens/s.")]
    public static partial void Progressed(ILogger logger, long step, long totalSteps, double loss, double tokensPerSecond);

    [LoggerMessage(3, LogLevel.Information, "Step {Step}: {Name} = {Value:F4}.")]
    public static partial void Evaluated(ILogger logger, long step, string name, double value);

    [LoggerMessage(4, LogLevel.Debug, "Wrote the checkpoint of step {Step} to {Path}.")]
    public static partial void Saved(ILogger logger, long step, string path);
}
