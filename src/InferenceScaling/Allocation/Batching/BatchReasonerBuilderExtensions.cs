using InferenceScaling.Reasoning;

namespace InferenceScaling.Allocation.Batching;

/// <summary>Makes a reasoner that answers batches.</summary>
public static class BatchReasonerBuilderExtensions
{
    /// <summary>Makes a reasoner for many questions under one budget of samples. It takes the place of the builder's strategy; the builder must not be changed after.</summary>
    /// <param name="builder">The builder: model, verifier, answers, selection.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The gain reads a verifier's scores, and there is no verifier.</exception>
    public static BatchReasoner BuildBatch(this ReasonerBuilder builder, Action<BatchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new BatchOptions();
        configure?.Invoke(options);
        return new(builder, options);
    }
}
