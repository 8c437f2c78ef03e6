namespace InferenceScaling.Answers.Mathematics;

/// <summary>A complex number: exact with rational parts, or to 77 digits.</summary>
internal readonly record struct ComplexNumber
{
    private readonly BigRational _exactReal;
    private readonly BigRational _exactImaginary;
    private readonly BigFloat _real;
    private readonly BigFloat _imaginary;

    public ComplexNumber(BigRational real, BigRational imaginary)
    {
        IsExact = true;
        _exactReal = real;
        _exactImaginary = imaginary;
    }

    public ComplexNumber(BigFloat real, BigFloat imaginary)
    {
        // A part that is 2^-200 of the other is rounding: e^(iπ) is -1.
        _real = imaginary.IsZero || (!real.IsZero && real.TopBit >= imaginary.TopBit - BigFloat.CancellationBits) ? real : BigFloat.Zero;
        _imaginary = real.IsZero || (!imaginary.IsZero && imaginary.TopBit >= real.TopBit - BigFloat.CancellationBits) ? imaginary : BigFloat.Zero;
    }

    public static ComplexNumber Zero { get; } = BigRational.Zero;

    public static ComplexNumber One { get; } = BigRational.One;

    public static ComplexNumber ImaginaryUnit { get; } = new(BigRational.Zero, BigRational.One);

    public bool IsExact { get; }

    public BigRational ExactReal => _exactReal;

    public BigRational ExactImaginary => _exactImaginary;

    public BigFloat Real => IsExact ? BigFloat.From(_exactReal) : _real;

    public BigFloat Imaginary => IsExact ? BigFloat.From(_exactImaginary) : _imaginary;

    public bool IsReal => IsExact ? _exactImaginary.IsZero : _imaginary.IsZero;

    public bool IsZero => IsReal && (IsExact ? _exactReal.IsZero : _real.IsZero);

    public bool IsExactReal => IsExact && _exactImaginary.IsZero;

    /// <summary>Bits of the largest part of an exact number; the precision of another.</summary>
    public long Height => IsExact ? Math.Max(_exactReal.Height, _exactImaginary.Height) : BigFloat.Precision;

    /// <summary>How far the magnitude is from one, in bits.</summary>
    public long Magnitude => IsExact ? Height : Math.Max(_real.IsZero ? 0 : Math.Abs(_real.TopBit), _imaginary.IsZero ? 0 : Math.Abs(_imaginary.TopBit));

    public static implicit operator ComplexNumber(BigRational value) => new(value, BigRational.Zero);

    public static implicit operator ComplexNumber(BigFloat value) => new(value, BigFloat.Zero);

    public static ComplexNumber operator +(ComplexNumber left, ComplexNumber right) => left.IsExact && right.IsExact
        ? new(left._exactReal + right._exactReal, left._exactImaginary + right._exactImaginary)
        : new(left.Real + right.Real, left.Imaginary + right.Imaginary);

    public static ComplexNumber operator -(ComplexNumber left, ComplexNumber right) => left + -right;

    public static ComplexNumber operator -(ComplexNumber value) => value.IsExact ? new(-value._exactReal, -value._exactImaginary) : new(-value._real, -value._imaginary);

    public static ComplexNumber operator *(ComplexNumber left, ComplexNumber right) => left.IsExact && right.IsExact
        ? new((left._exactReal * right._exactReal) - (left._exactImaginary * right._exactImaginary), (left._exactReal * right._exactImaginary) + (left._exactImaginary * right._exactReal))
        : new((left.Real * right.Real) - (left.Imaginary * right.Imaginary), (left.Real * right.Imaginary) + (left.Imaginary * right.Real));

    /// <summary>Division by a number that is not zero.</summary>
    public static ComplexNumber operator /(ComplexNumber left, ComplexNumber right)
    {
        if (left.IsExact && right.IsExact)
        {
            var norm = (right._exactReal * right._exactReal) + (right._exactImaginary * right._exactImaginary);
            var product = left * new ComplexNumber(right._exactReal, -right._exactImaginary);
            return new(product._exactReal / norm, product._exactImaginary / norm);
        }

        var (real, imaginary) = (right.Real, right.Imaginary);
        var size = (real * real) + (imaginary * imaginary);
        var numerator = left * new ComplexNumber(real, -imaginary);
        return new(numerator.Real / size, numerator.Imaginary / size);
    }
}
