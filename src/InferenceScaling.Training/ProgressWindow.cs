using InferenceScaling.Training.Checkpoints;

namespace InferenceScaling.Training;

/// <summary>What happened since the last report.</summary>
internal sealed class ProgressWindow(TimeProvider time, TrainingState start)
{
    private long _since = time.GetTimestamp();
    private long _tokens = start.Tokens;
    private double _loss;
    private int _steps;
    private double _schedule;
    private double _norm;

    public void Add(double loss, double schedule, double norm)
    {
        (_loss, _steps, _schedule, _norm) = (_loss + loss, _steps + 1, schedule, norm);
    }

    public TrainingProgress Take(TrainingState state, TrainingOptions options, IReadOnlyDictionary<string, double>? evaluation)
    {
        var seconds = time.GetElapsedTime(_since).TotalSeconds;
        var rate = seconds > 0 ? (state.Tokens - _tokens) / seconds : 0;
        var report = new TrainingProgress(state.Step, options.TotalSteps, state.Tokens, rate, _loss / Math.Max(1, _steps), _schedule, _norm) { Evaluation = evaluation };
        (_since, _tokens, _loss, _steps) = (time.GetTimestamp(), state.Tokens, 0, 0);
        return report;
    }
}
