using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>RMS or layer norm of each row.</summary>
internal sealed unsafe class CpuNorm(NormConfig config, NativeBuffer? weight, NativeBuffer? bias, CpuKernels kernels) : NormLayer<Activations>
{
    public override Activations Apply(Activations input)
    {
        var output = kernels.Pool.Rent(input.Rows, input.Width);
        for (var row = 0; row < input.Rows; row++)
            Apply(input.Row(row), output.Row(row), input.Width);
        return output;
    }

    /// <summary>Norms one row, or one head; source and destination may be the same.</summary>
    public void Apply(float* source, float* destination, int width) =>
        RowArithmetic.Normalize(source, destination, width, config.Kind == NormKind.Layer, config.Epsilon, weight is null ? null : weight.Pointer, bias is null ? null : bias.Pointer);
}
