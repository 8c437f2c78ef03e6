using System.Text.Json;

namespace InferenceScaling.Verification.Remote;

/// <summary>Which number of a row counts, and how it becomes a score.</summary>
internal sealed class ScoreColumn
{
    private readonly int _label;
    private readonly ScoreActivation _activation;

    public ScoreColumn(int label, ScoreActivation activation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        if (!Enum.IsDefined(activation))
            throw new ArgumentOutOfRangeException(nameof(activation), activation, "The activation must be one of ScoreActivation.");
        _label = label;
        _activation = activation;
    }

    /// <exception cref="JsonException">The row has no such number.</exception>
    public double Read(ReadOnlySpan<double> row)
    {
        if (_label >= row.Length)
            throw new JsonException($"A row has {row.Length} numbers, so that there is no label {_label}; labels count from zero.");
        return _activation switch
        {
            ScoreActivation.Sigmoid => 1 / (1 + Math.Exp(-row[_label])),
            ScoreActivation.Softmax => Softmax(row),
            _ => row[_label],
        };
    }

    private double Softmax(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var logit in row)
            sum += Math.Exp(logit - row[_label]);
        return 1 / sum;
    }
}
