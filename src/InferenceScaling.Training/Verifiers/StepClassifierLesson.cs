using System.Collections.Immutable;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Training.Verifiers;

/// <summary>Texts for step classifiers: decoders with a head of two outputs, bad and good.</summary>
public static class StepClassifierLesson
{
    /// <summary>The class of a wrong step.</summary>
    public const int Bad = 0;

    /// <summary>The class of a right step.</summary>
    public const int Good = 1;

    /// <summary>Makes the text of a solution whose steps are judged.</summary>
    /// <param name="prompt">Tokens of the prompt; nothing is learnt there.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="scheme">What a label means.</param>
    /// <param name="density">Where it is learnt.</param>
    /// <exception cref="ArgumentException">A step has no tokens.</exception>
    public static TrainingSequence Create(IReadOnlyList<int> prompt, IReadOnlyList<LabelledStep> steps, StepLabelScheme scheme = StepLabelScheme.Local, StepLabelDensity density = StepLabelDensity.EveryToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(steps);
        var tokens = ImmutableArray.CreateBuilder<int>();
        var targets = ImmutableArray.CreateBuilder<int>();
        tokens.AddRange(prompt);
        targets.AddRange(Enumerable.Repeat(-1, prompt.Count));
        var prefix = true;
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            if (step.Tokens.IsDefaultOrEmpty)
                throw new ArgumentException($"Step {index} of {steps.Count} has no tokens; expected at least its delimiter.", nameof(steps));
            prefix &= step.IsRight;
            var label = (scheme == StepLabelScheme.Prefix ? prefix : step.IsRight) ? Good : Bad;
            tokens.AddRange(step.Tokens);
            targets.AddRange(Enumerable.Repeat(density == StepLabelDensity.EveryToken ? label : -1, step.Tokens.Length - 1));
            targets.Add(label);
        }

        return new(tokens.DrainToImmutable(), targets.DrainToImmutable());
    }
}
