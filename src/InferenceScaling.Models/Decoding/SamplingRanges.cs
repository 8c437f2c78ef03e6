using System.Runtime.CompilerServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>Checks the options of a step before they reach the decoding thread.</summary>
internal static class SamplingRanges
{
    /// <summary>Throws if an option is out of its documented range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static void Check(StepOptions options)
    {
        var sampling = options.Sampling;
        if (options.MaxTokens < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxTokens, $"{nameof(StepOptions.MaxTokens)} is {options.MaxTokens}; expected at least 1.");
        InRange(sampling.Temperature, 0, 100);
        InRange(sampling.TopP, double.Epsilon, 1);
        InRange(sampling.MinP, 0, 1);
        InRange(sampling.RepetitionPenalty, 0.01, 100);
        InRange(sampling.TopK, 0, int.MaxValue);
        InRange(options.ConfidenceTokens, 0, int.MaxValue);
    }

    private static void InRange(double value, double least, double most, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        // Not a number is out of every range.
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is {value}; expected {least} to {most}.");
    }
}
