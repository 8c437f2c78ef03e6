using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>RMS or layer norm of each row.</summary>
internal sealed unsafe class CpuNorm(NormConfig config, NativeBuffer? weight, NativeBuffer? bias, CpuKernels kernels) : NormLayer<Activations>, IRowFunction
{
    // Below this many numbers, waking a helper costs more than it saves.
    private const int WorthSharing = 1 << 14;

    private RowWork? _work;

    public override Activations Apply(Activations input)
    {
        var output = kernels.Pool.Rent(input.Rows, input.Width);
        _work ??= new(this);
        _work.Set(input, output);
        kernels.Run(_work, input.Rows, input.Span.Length >= WorthSharing);
        return output;
    }

    /// <summary>Norms one row, or one head; source and destination may be the same.</summary>
    public void Apply(float* source, float* destination, int width) =>
        RowArithmetic.Normalize(source, destination, width, config.Kind == NormKind.Layer, config.Epsilon, weight is null ? null : weight.Pointer, bias is null ? null : bias.Pointer);
}
