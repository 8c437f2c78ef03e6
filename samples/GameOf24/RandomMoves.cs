using InferenceScaling.Paths;

namespace InferenceScaling.Samples.GameOf24;

/// <summary>Stands in for a language model that knows the rules and nothing else: every step is a random legal move.</summary>
public sealed class RandomMoves : IStepGenerator
{
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        var moves = Move.From(Game.NumbersOn(path));
        var move = moves[(int)(path.Random.Child(ordinal).Uniform(0) * moves.Count)];
        var isLast = move.Left.Length == 1;
        return Task.FromResult(new ReasoningStep
        {
            Text = isLast ? $"{move.Text}Answer: {move.Left[0]}" : move.Text,
            Finish = isLast ? StepFinish.EndOfText : StepFinish.Delimiter,
            Usage = new(Generated: 1),
        });
    }

    public void Release(ReasoningPath path)
    {
    }
}
