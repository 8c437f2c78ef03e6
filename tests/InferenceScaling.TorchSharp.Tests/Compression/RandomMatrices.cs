using CsCheck;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Tests.Compression;

/// <summary>Matrices to test laws on, and products written as plainly as they can be.</summary>
internal static class RandomMatrices
{
    public static Gen<FiniteMatrix> Of(Gen<int> rows, Gen<int> columns) =>
        from r in rows
        from c in columns
        from values in Gen.Float[-4, 4].Array[r * c]
        select new FiniteMatrix("w", r, c, values);

    /// <summary>The same values for the same seed, about normal, with columns of different sizes.</summary>
    public static FiniteMatrix Seeded(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var sizes = Enumerable.Range(0, columns).Select(_ => Math.Exp(random.NextDouble() * 2)).ToArray();
        return new("w", rows, columns, Enumerable.Range(0, rows * columns).Select(i => (float)(sizes[i % columns] * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))).ToArray());
    }

    public static FiniteMatrix Matrix(params float[][] rows) => new("w", rows.Length, rows[0].Length, rows.SelectMany(row => row).ToArray());

    /// <summary>The mean over tokens of the squared change of all outputs together, without a Hessian.</summary>
    public static double OutputError(FiniteMatrix activations, FiniteMatrix weights, ReadOnlySpan<float> changed)
    {
        var sum = 0.0;
        for (var token = 0; token < activations.Rows; token++)
        {
            for (var output = 0; output < weights.Rows; output++)
            {
                var difference = 0.0;
                for (var input = 0; input < weights.Columns; input++)
                    difference += activations.Row(token)[input] * ((double)changed[(output * weights.Columns) + input] - weights.Row(output)[input]);
                sum += difference * difference;
            }
        }

        return sum / activations.Rows;
    }
}
