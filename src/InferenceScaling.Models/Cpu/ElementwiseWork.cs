using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>A function of each element of a row, or of the left half times the right half.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed unsafe class ElementwiseWork<TFunction>(bool gated) : ElementwiseWork
    where TFunction : struct, IElementFunction
{
    public override void Do(int piece, int worker)
    {
        var width = Output!.Width;
        var x = Input!.Row(piece);
        var y = Output.Row(piece);
        var column = 0;
        for (; column + 8 <= width; column += 8)
        {
            var value = TFunction.Invoke(Vector256.Load(x + column));
            (gated ? value * Vector256.Load(x + width + column) : value).Store(y + column);
        }

        // The same instructions for the rest, on a padded copy, so that an element's bits do not depend on the width.
        if (column == width)
            return;
        var padded = stackalloc float[8];
        new Span<float>(padded, 8).Clear();
        new ReadOnlySpan<float>(x + column, width - column).CopyTo(new Span<float>(padded, 8));
        TFunction.Invoke(Vector256.Load(padded)).Store(padded);
        for (var index = 0; column < width; column++, index++)
            y[column] = gated ? padded[index] * x[width + column] : padded[index];
    }
}

/// <summary>Row by row work from one buffer to another.</summary>
internal abstract class ElementwiseWork : ParallelWork
{
    protected Activations? Input { get; private set; }

    protected Activations? Output { get; private set; }

    public void Set(Activations input, Activations output)
    {
        Input = input;
        Output = output;
    }

    /// <summary>The work for an activation function.</summary>
    public static ElementwiseWork For(Architectures.Activation activation, bool gated) => activation switch
    {
        Architectures.Activation.Silu => new ElementwiseWork<ElementFunctions.Silu>(gated),
        Architectures.Activation.Gelu => new ElementwiseWork<ElementFunctions.Gelu>(gated),
        Architectures.Activation.GeluTanh => new ElementwiseWork<ElementFunctions.GeluTanh>(gated),
        Architectures.Activation.Relu => new ElementwiseWork<ElementFunctions.Relu>(gated),
        Architectures.Activation.ReluSquared => new ElementwiseWork<ElementFunctions.ReluSquared>(gated),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation function."),
    };
}
