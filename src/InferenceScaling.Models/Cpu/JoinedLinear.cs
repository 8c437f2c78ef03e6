using System.Collections.Immutable;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>Products with matrices that are kept in different ways, side by side in one result.</summary>
internal sealed unsafe class JoinedLinear(ImmutableArray<(WeightMatrix Matrix, LinearLayer<Activations> Product)> parts, ActivationPool pool) : CpuLinearLayer(pool)
{
    public override long Bytes => parts.Sum(part => part.Product.Bytes);

    protected override int Outputs { get; } = parts.Sum(part => part.Matrix.Outputs);

    public override void Apply(Activations input, Activations output)
    {
        var column = 0;
        foreach (var (matrix, product) in parts)
        {
            using var results = product.Apply(input);
            for (var row = 0; row < input.Rows; row++)
                new ReadOnlySpan<float>(results.Row(row), matrix.Outputs).CopyTo(new Span<float>(output.Row(row) + column, matrix.Outputs));
            column += matrix.Outputs;
        }
    }
}
