using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>Stands in for a language model that knows the rules of Countdown and nothing else: every step is a random legal move, drawn from the path's own stream.</summary>
/// <remarks>Prompts are puzzles as <see cref="CountdownGame.Parse"/> reads them. A step counts as one generated token.</remarks>
public sealed class RandomMoveGenerator : IStepGenerator
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is no puzzle, or a step of the path is no move.</exception>
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        var game = CountdownGame.On(path);
        if (game.IsOver)
            return Task.FromResult(new ReasoningStep { Text = $"Answer: {game}", Finish = StepFinish.EndOfText, Usage = new(Generated: 1) });
        var moves = game.Moves();
        var move = moves[(int)(path.Random.Child(ordinal).Uniform(0) * moves.Length)];
        return Task.FromResult(new ReasoningStep
        {
            Text = move.Text,
            Finish = move.Result.IsOver ? StepFinish.EndOfText : StepFinish.Delimiter,
            Usage = new(Generated: 1),
        });
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
    }
}
