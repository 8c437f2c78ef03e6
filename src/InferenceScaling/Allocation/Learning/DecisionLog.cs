using System.Text.Json;

namespace InferenceScaling.Allocation.Learning;

/// <summary>Decisions as JSON lines, one a line: append them as they come, read them to judge another policy.</summary>
public static class DecisionLog
{
    /// <summary>A decision as one line, without the line break.</summary>
    /// <param name="decision">The decision.</param>
    public static string Write(LoggedDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return JsonSerializer.Serialize(decision, LearningJsonContext.Default.LoggedDecision);
    }

    /// <summary>Reads lines that <see cref="Write"/> wrote. A last line without its end, from a process that was killed, is dropped.</summary>
    /// <param name="reader">The lines.</param>
    /// <exception cref="InvalidDataException">A line is damaged; the message has its number.</exception>
    public static IReadOnlyList<LoggedDecision> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var decisions = new List<LoggedDecision>();
        var number = 0;
        var line = reader.ReadLine();
        while (line is not null)
        {
            number++;
            var next = reader.ReadLine();
            try
            {
                decisions.Add(Parse(line));
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException)
            {
                if (next is not null || exception is InvalidDataException)
                    throw new InvalidDataException($"Line {number} is no logged decision: {exception.Message}", exception);
            }

            line = next;
        }

        return decisions;
    }

    private static LoggedDecision Parse(string line)
    {
        var decision = JsonSerializer.Deserialize(line, LearningJsonContext.Default.LoggedDecision) ?? throw new InvalidDataException("It is null.");
        if (decision.Features.IsDefault || decision.Probabilities.IsDefault || (uint)decision.Arm >= (uint)decision.Probabilities.Length)
            throw new InvalidDataException("It needs features, and probabilities that include the chosen arm's.");
        if (!decision.Probabilities.All(static share => share is >= 0 and <= 1) || Math.Abs(decision.Probabilities.Sum() - 1) > 1e-6 || !(decision.Propensity > 0))
            throw new InvalidDataException("Its probabilities must sum to 1, and that of the chosen arm be above 0.");
        return decision;
    }
}
