using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Products of 8-bit activations with quantised weights, summed exactly in integers: what fast kernels are held against, itself simple and slow.</summary>
internal static class IntegerProduct
{
    /// <summary>Σ qx · (code − zero) over the inputs of each group.</summary>
    /// <returns>[tokens × out × groups].</returns>
    /// <exception cref="ArgumentException">Activations and weights have different numbers of inputs.</exception>
    public static long[] Sums(QuantizedTokens tokens, QuantizedMatrix weights)
    {
        if (tokens.Inputs != weights.Inputs)
            throw new ArgumentException($"The activations have {tokens.Inputs} inputs, the weights {weights.Inputs}.", nameof(tokens));
        var sums = new long[(long)tokens.Tokens * weights.Outputs * weights.Groups];
        for (var token = 0; token < tokens.Tokens; token++)
        {
            for (var output = 0; output < weights.Outputs; output++)
            {
                var sum = sums.AsSpan(((token * weights.Outputs) + output) * weights.Groups, weights.Groups);
                for (var input = 0; input < weights.Inputs; input++)
                {
                    var group = weights.Group(input);
                    sum[group] += tokens.Codes[(token * weights.Inputs) + input] * (weights.Codes[(output * weights.Inputs) + input] - weights.Zero(output, group));
                }
            }
        }

        return sums;
    }

    /// <summary>The sums times the scales of tokens and groups, in 64 bits.</summary>
    /// <returns>[tokens × out].</returns>
    /// <exception cref="ArgumentException">Activations and weights have different numbers of inputs.</exception>
    public static float[] Multiply(QuantizedTokens tokens, QuantizedMatrix weights)
    {
        var sums = Sums(tokens, weights);
        var products = new float[tokens.Tokens * weights.Outputs];
        for (var i = 0; i < products.Length; i++)
        {
            var (token, output) = (i / weights.Outputs, i % weights.Outputs);
            var sum = 0.0;
            for (var group = 0; group < weights.Groups; group++)
                sum += sums[(i * weights.Groups) + group] * (double)weights.Scales[(output * weights.Groups) + group];
            products[i] = (float)(sum * tokens.Scales[token]);
        }

        return products;
    }
}
