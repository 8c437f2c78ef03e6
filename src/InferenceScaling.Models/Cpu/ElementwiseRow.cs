using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>A function of each element of a row, or of the left half times the right half.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed unsafe class ElementwiseRow<TFunction>(bool gated) : IRowFunction
    where TFunction : struct, IElementFunction
{
    public void Apply(float* source, float* destination, int width)
    {
        var column = 0;
        for (; Vector512.IsHardwareAccelerated && column + 16 <= width; column += 16)
        {
            var values = TFunction.Invoke(Vector512.Load(source + column));
            (gated ? values * Vector512.Load(source + width + column) : values).Store(destination + column);
        }

        for (; column + 8 <= width; column += 8)
        {
            var value = TFunction.Invoke(Vector256.Load(source + column));
            (gated ? value * Vector256.Load(source + width + column) : value).Store(destination + column);
        }

        // The same instructions for the rest, on a padded copy, so that an element's bits do not depend on the width.
        if (column == width)
            return;
        var padded = stackalloc float[8];
        new Span<float>(padded, 8).Clear();
        new ReadOnlySpan<float>(source + column, width - column).CopyTo(new Span<float>(padded, 8));
        TFunction.Invoke(Vector256.Load(padded)).Store(padded);
        for (var index = 0; column < width; column++, index++)
            destination[column] = gated ? padded[index] * source[width + column] : padded[index];
    }
}

/// <summary>Activation functions by name.</summary>
internal static class ElementwiseRow
{
    /// <summary>The function of a row.</summary>
    public static IRowFunction For(Architectures.Activation activation, bool gated) => activation switch
    {
        Architectures.Activation.Silu => new ElementwiseRow<ElementFunctions.Silu>(gated),
        Architectures.Activation.Gelu => new ElementwiseRow<ElementFunctions.Gelu>(gated),
        Architectures.Activation.GeluTanh => new ElementwiseRow<ElementFunctions.GeluTanh>(gated),
        Architectures.Activation.Relu => new ElementwiseRow<ElementFunctions.Relu>(gated),
        Architectures.Activation.ReluSquared => new ElementwiseRow<ElementFunctions.ReluSquared>(gated),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation function."),
    };
}
