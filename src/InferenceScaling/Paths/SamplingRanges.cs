namespace InferenceScaling.Paths;

/// <summary>The ranges of <see cref="SamplingOptions"/>.</summary>
internal static class SamplingRanges
{
    public static void Check(SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options.Temperature is >= 0 and <= 100, nameof(options.Temperature), options.Temperature, "0 to 100");
        Require(options.TopK >= 0, nameof(options.TopK), options.TopK, "0 (all tokens) or more");
        Require(options.TopP is > 0 and <= 1, nameof(options.TopP), options.TopP, "above 0 to 1");
        Require(options.MinP is >= 0 and <= 1, nameof(options.MinP), options.MinP, "0 to 1");
        Require(options.RepetitionPenalty is >= 0.01 and <= 100, nameof(options.RepetitionPenalty), options.RepetitionPenalty, "0.01 to 100");
    }

    private static void Require(bool holds, string name, object found, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, found, $"{name} must be {expected}.");
    }
}
