using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using InferenceScaling.Verification;

namespace InferenceScaling.Models.Decoding;

/// <summary><see cref="TokenConfidence"/> of a row of the decoder: one vectorised pass, no sorting, no allocation for the usual k.</summary>
internal static class RowConfidence
{
    private const int MaxOnStack = 256;

    /// <summary>Minus the mean log-probability of the k likeliest tokens under the raw model. Tokens that cannot come do not count.</summary>
    /// <param name="logits">A row of finite logits, or −∞ for tokens that cannot come; at least one is finite.</param>
    /// <param name="k">At least 1; at most all are taken.</param>
    public static float Of(ReadOnlySpan<float> logits, int k)
    {
        k = Math.Min(k, logits.Length);
        var largest = k <= MaxOnStack ? stackalloc float[k] : new float[k];
        Select(logits, largest);
        var maximum = TensorPrimitives.Max<float>(largest);
        var (sum, count) = (0.0, 0);
        foreach (var logit in largest)
        {
            if (float.IsNegativeInfinity(logit))
                continue;
            sum += logit;
            count++;
        }

        return (float)(TokenDistribution.LogSumExp(logits, maximum) - (sum / count));
    }

    // A heap of the largest so far, its least in front: most vectors hold nothing above it and are left at once.
    private static void Select(ReadOnlySpan<float> logits, Span<float> heap)
    {
        heap.Fill(float.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        for (var index = 0; index < vectors.Length; index++)
        {
            if (Vector.GreaterThanAny(vectors[index], new Vector<float>(heap[0])))
                Offer(logits.Slice(index * Vector<float>.Count, Vector<float>.Count), heap);
        }

        Offer(logits[(vectors.Length * Vector<float>.Count)..], heap);
    }

    private static void Offer(ReadOnlySpan<float> logits, Span<float> heap)
    {
        foreach (var logit in logits)
        {
            if (logit > heap[0])
                ReplaceLeast(heap, logit);
        }
    }

    private static void ReplaceLeast(Span<float> heap, float value)
    {
        var place = 0;
        for (var child = 1; child < heap.Length; child = (2 * place) + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= value)
                break;
            heap[place] = heap[child];
            place = child;
        }

        heap[place] = value;
    }
}
