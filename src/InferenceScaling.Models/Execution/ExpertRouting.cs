using System.Numerics.Tensors;

namespace InferenceScaling.Models.Execution;

/// <summary>Chooses experts from a router's logits.</summary>
internal static class ExpertRouting
{
    /// <summary>The most probable experts of one token; ties go to the lower number.</summary>
    /// <param name="logits">One an expert.</param>
    /// <param name="normalize">Whether the weights of the chosen are scaled to sum to one.</param>
    /// <param name="experts">Receives the chosen, most probable first; its length says how many.</param>
    /// <param name="weights">Receives their weights.</param>
    public static void Choose(ReadOnlySpan<float> logits, bool normalize, Span<int> experts, Span<float> weights)
    {
        var probabilities = new float[logits.Length];
        TensorPrimitives.SoftMax(logits, probabilities);
        var total = 0f;
        for (var rank = 0; rank < experts.Length; rank++)
        {
            var best = 0;
            for (var expert = 1; expert < probabilities.Length; expert++)
            {
                if (probabilities[expert] > probabilities[best])
                    best = expert;
            }

            experts[rank] = best;
            weights[rank] = probabilities[best];
            total += probabilities[best];
            probabilities[best] = float.NegativeInfinity;
        }

        for (var rank = 0; normalize && rank < weights.Length; rank++)
            weights[rank] /= total;
    }
}
