using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>A product that can be told where to write.</summary>
internal abstract class CpuLinearLayer(ActivationPool pool) : LinearLayer<Activations>
{
    /// <summary>Length of a row of results.</summary>
    protected abstract int Outputs { get; }

    public sealed override Activations Apply(Activations input)
    {
        var output = pool.Rent(input.Rows, Outputs);
        Apply(input, output);
        return output;
    }

    /// <summary>Fills a buffer of [rows, <see cref="Outputs"/>].</summary>
    public abstract void Apply(Activations input, Activations output);
}
