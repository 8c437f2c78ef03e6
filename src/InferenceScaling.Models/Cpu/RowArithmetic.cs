using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>Sums and maxima over a row in an order that depends on its length only: never on where it lies in memory or how many rows there are.</summary>
internal static unsafe class RowArithmetic
{
    /// <summary>Σ x.</summary>
    public static float Sum(float* x, int length)
    {
        var sums = Vector512<float>.Zero;
        var index = 0;
        for (; index + 16 <= length; index += 16)
            sums += Vector512.Load(x + index);
        var sum = Vector512.Sum(sums);
        for (; index < length; index++)
            sum += x[index];
        return sum;
    }

    /// <summary>Σ (x − center)².</summary>
    public static float SumOfSquares(float* x, int length, float center)
    {
        var sums = Vector512<float>.Zero;
        var centers = Vector512.Create(center);
        var index = 0;
        for (; index + 16 <= length; index += 16)
        {
            var difference = Vector512.Load(x + index) - centers;
            sums += difference * difference;
        }

        var sum = Vector512.Sum(sums);
        for (; index < length; index++)
            sum += (x[index] - center) * (x[index] - center);
        return sum;
    }

    /// <summary>target += source · scale.</summary>
    public static void Add(float* target, float* source, int length, float scale)
    {
        var scales = Vector512.Create(scale);
        var index = 0;
        for (; index + 16 <= length; index += 16)
            (Vector512.Load(target + index) + (Vector512.Load(source + index) * scales)).Store(target + index);
        for (; index < length; index++)
            target[index] += source[index] * scale;
    }

    /// <summary>y = x / divisor.</summary>
    public static void Divide(float* x, int length, float divisor, float* y)
    {
        var index = 0;
        for (; index + 16 <= length; index += 16)
            (Vector512.Load(x + index) / Vector512.Create(divisor)).Store(y + index);
        for (; index < length; index++)
            y[index] = x[index] / divisor;
    }

    /// <summary>y = (x − mean) / √(variance + ε) · weight + bias, or without the mean.</summary>
    public static void Normalize(float* x, float* y, int length, bool centered, double epsilon, float* weight, float* bias)
    {
        var mean = centered ? Sum(x, length) / length : 0f;
        var scale = 1 / MathF.Sqrt((SumOfSquares(x, length, mean) / length) + (float)epsilon);
        var index = 0;
        for (; Vector512.IsHardwareAccelerated && index + 16 <= length; index += 16)
        {
            var values = (Vector512.Load(x + index) - Vector512.Create(mean)) * Vector512.Create(scale);
            if (weight != null)
                values *= Vector512.Load(weight + index);
            if (bias != null)
                values += Vector512.Load(bias + index);
            values.Store(y + index);
        }

        var (means, scales) = (Vector256.Create(mean), Vector256.Create(scale));
        for (; index + 8 <= length; index += 8)
        {
            var values = (Vector256.Load(x + index) - means) * scales;
            if (weight != null)
                values *= Vector256.Load(weight + index);
            if (bias != null)
                values += Vector256.Load(bias + index);
            values.Store(y + index);
        }

        for (; index < length; index++)
        {
            var value = (x[index] - mean) * scale;
            if (weight != null)
                value *= weight[index];
            y[index] = bias != null ? value + bias[index] : value;
        }
    }
}
