using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Operations of tensors with numbers. Verbs change the tensor and return it; the others make a new one.</summary>
/// <remarks>
/// TorchSharp 0.107 wraps a number in a <see cref="Scalar"/> that has a finalizer, gives its address to libtorch and forgets it. A garbage collection at that
/// moment frees what libtorch is about to read: "Unknown scalar type", after hours of training. Even <c>a + b</c> has such a number, its scale of 1, and <c>square</c>
/// has an exponent. Hence the rule for this package and for training: a number reaches libtorch only from here, where its scalar is disposed after the call or is static.
/// <c>BannedSymbols.Scalars.txt</c> makes the compiler refuse the rest. What TorchSharp passes as a plain number (a norm's epsilon, a dimension) is safe.
/// </remarks>
internal static class ScalarOperations
{
    private static readonly Scalar One = 1.ToScalar();

    extension(Tensor tensor)
    {
        public Tensor Plus(Tensor other) => tensor.add(other, One);

        public Tensor Plus(Tensor other, double scale)
        {
            using var scalar = scale.ToScalar();
            return tensor.add(other, scalar);
        }

        public Tensor Plus(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.add(scalar, One);
        }

        public Tensor Plus(int number)
        {
            using var scalar = number.ToScalar();
            return tensor.add(scalar, One);
        }

        /// <summary>Rows added where an index says.</summary>
        public Tensor PlusRows(Tensor index, Tensor rows) => tensor.index_add(0, index, rows, One);

        public Tensor Times(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.mul(scalar);
        }

        public Tensor Over(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.div(scalar);
        }

        public Tensor Over(int number)
        {
            using var scalar = number.ToScalar();
            return tensor.div(scalar);
        }

        public Tensor Power(int exponent)
        {
            using var scalar = exponent.ToScalar();
            return tensor.pow(scalar);
        }

        /// <summary>The tensor, with a number in the place of smaller ones. NaN stays.</summary>
        public Tensor AtLeast(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.clamp_min(scalar);
        }

        /// <summary>Where the tensor has a number.</summary>
        public Tensor Matches(int number)
        {
            using var scalar = number.ToScalar();
            return tensor.eq(scalar);
        }

        public Tensor Add(Tensor other) => tensor.add_(other, One);

        public Tensor Add(Tensor other, double scale)
        {
            using var scalar = scale.ToScalar();
            return tensor.add_(other, scalar);
        }

        public Tensor Add(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.add_(scalar, One);
        }

        public Tensor Add(int number)
        {
            using var scalar = number.ToScalar();
            return tensor.add_(scalar, One);
        }

        /// <summary>Adds rows where an index says.</summary>
        public Tensor AddRows(Tensor index, Tensor rows) => tensor.index_add_(0, index, rows, One);

        /// <summary>Adds <c>scale · one · other</c>.</summary>
        public Tensor AddProduct(Tensor one, Tensor other, double scale)
        {
            using var scalar = scale.ToScalar();
            return tensor.addcmul_(one, other, scalar);
        }

        /// <summary>Adds <c>scale · numerator / denominator</c>.</summary>
        public Tensor AddQuotient(Tensor numerator, Tensor denominator, double scale)
        {
            using var scalar = scale.ToScalar();
            return tensor.addcdiv_(numerator, denominator, scalar);
        }

        public Tensor Multiply(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.mul_(scalar);
        }

        public Tensor Divide(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.div_(scalar);
        }

        public Tensor Raise(int exponent)
        {
            using var scalar = exponent.ToScalar();
            return tensor.pow_(scalar);
        }
    }

    /// <summary>A tensor with the same number everywhere.</summary>
    public static Tensor Full(long[] shape, float number)
    {
        using var scalar = number.ToScalar();
        return full(shape, scalar);
    }
}
