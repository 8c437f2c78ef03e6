namespace InferenceScaling.Ledger.Countdown;

/// <summary>Two numbers of a game become one.</summary>
/// <param name="Expression">What is computed, such as <c>10 - 4 = 6</c>.</param>
/// <param name="Result">The game after the move.</param>
public sealed record CountdownMove(string Expression, CountdownGame Result)
{
    /// <summary>The move as a step is written, such as <c>10 - 4 = 6 (left: 5 6 6)</c> with a line break, and after the last one the answer.</summary>
    public string Text => $"{Expression} (left: {Result})\n{(Result.IsOver ? $"Answer: {Result}" : "")}";
}
