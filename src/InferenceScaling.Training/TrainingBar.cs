using System.Globalization;

namespace InferenceScaling.Training;

/// <summary>Draws a training's progress on a line of text that it writes over again and again: a console, or anything that knows the carriage return.</summary>
/// <param name="output">Where to; <c>Console.Out</c> for a console.</param>
/// <param name="width">Characters of the bar.</param>
public sealed class TrainingBar(TextWriter output, int width = 24) : IProgress<TrainingProgress>
{
    private string _evaluation = "";
    private int _written;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Evaluation is { } evaluation)
            _evaluation = string.Concat(evaluation.Select(pair => string.Create(CultureInfo.InvariantCulture, $", {pair.Key} {pair.Value:0.0000}")));
        var done = (int)(width * value.Step / value.TotalSteps);
        var line = string.Create(CultureInfo.InvariantCulture,
            $"[{new string('#', done)}{new string('.', width - done)}] {value.Step}/{value.TotalSteps}, {value.TokensPerSecond:0} tokens/s, loss {value.Loss:0.0000}{_evaluation}");
        output.Write('\r' + line.PadRight(_written));
        _written = line.Length;
        if (value.Step == value.TotalSteps)
            output.WriteLine();
        output.Flush();
    }
}
