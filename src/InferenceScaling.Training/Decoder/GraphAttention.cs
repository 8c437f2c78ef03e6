using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Data;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>Causal attention over the rows of one batch; packed sequences do not see each other.</summary>
internal sealed class GraphAttention(DecoderConfig config, GraphLinear linear, GraphNorm norm, RotaryAngles angles, TrainingBatch batch, Device device) : IDisposable
{
    private readonly Dictionary<int, Tensor?> _masks = [];
    private readonly Dictionary<bool, (Tensor Cosines, Tensor Sines)?> _angles = [];

    /// <summary>Attends.</summary>
    /// <param name="input">[rows × length, hidden].</param>
    /// <param name="layer">Which layer.</param>
    public Tensor Apply(Tensor input, int layer)
    {
        var attention = config.AttentionOf(layer);
        long heads = attention.HeadCount, keyHeads = attention.KeyValueHeadCount, size = attention.HeadSize, count = batch.Rows, length = batch.Length;
        var prefix = $"layers.{layer}.attention.";
        var projected = linear.Apply(input, prefix + "q", prefix + "k", prefix + "v");
        var value = projected.narrow(1, attention.QueryWidth + attention.KeyValueWidth, attention.KeyValueWidth).reshape(count, length, keyHeads, size).transpose(1, 2);
        var turned = Rotate(QueriesAndKeys(projected, prefix, attention), layer).reshape(count, length, heads + keyHeads, size).transpose(1, 2);
        var query = turned.narrow(1, 0, heads);
        var key = turned.narrow(1, heads, keyHeads);
        if (keyHeads < heads)
            (key, value) = (Repeat(key, heads / keyHeads), Repeat(value, heads / keyHeads));
        var mixed = Attend(query, key, value, config.Layers[layer].Window);
        return linear.Apply(mixed.transpose(1, 2).reshape(count * length, attention.QueryWidth), prefix + "o");
    }

    public void Dispose()
    {
        foreach (var mask in _masks.Values)
            mask?.Dispose();
    }

    private Tensor QueriesAndKeys(Tensor projected, string prefix, AttentionConfig attention)
    {
        long heads = attention.HeadCount, keyHeads = attention.KeyValueHeadCount, size = attention.HeadSize;
        if (attention.QueryKeyNorm == QueryKeyNorm.None)
            return projected.narrow(1, 0, attention.QueryWidth + attention.KeyValueWidth).reshape(-1, heads + keyHeads, size);
        var query = projected.narrow(1, 0, attention.QueryWidth);
        var key = projected.narrow(1, attention.QueryWidth, attention.KeyValueWidth);
        if (attention.QueryKeyNorm == QueryKeyNorm.Head)
            (query, key) = (query.reshape(-1, heads, size), key.reshape(-1, keyHeads, size));
        query = norm.Apply(query, prefix + "q_norm").reshape(-1, heads, size);
        key = norm.Apply(key, prefix + "k_norm").reshape(-1, keyHeads, size);
        return cat([query, key], 1);
    }

    private Tensor Rotate(Tensor values, int layer)
    {
        var settings = config.Layers[layer];
        if (!settings.Rotary || Angles(settings.LocalRope) is not var (cosines, sines))
            return values;
        var pairs = cosines.shape[^1];
        var first = values.narrow(2, 0, pairs);
        var second = values.narrow(2, pairs, pairs);
        var (one, other) = ((first * cosines) - (second * sines), (second * cosines).Plus(first * sines));
        var rest = values.shape[2] - (2 * pairs);
        return rest > 0 ? cat([one, other, values.narrow(2, 2 * pairs, rest)], 2) : cat([one, other], 2);
    }

    private (Tensor Cosines, Tensor Sines)? Angles(bool local)
    {
        if (!_angles.TryGetValue(local, out var known))
            _angles[local] = known = angles.At(batch, local);
        return known;
    }

    private Tensor Attend(Tensor query, Tensor key, Tensor value, int window)
    {
        var attention = config.Attention;
        var mask = Mask(window);
        if (attention.SoftCap == 0)
        {
            // The operator divides by √size; what the family wants beyond that goes into the queries.
            var scale = attention.Scale * Math.Sqrt(attention.HeadSize);
            if (Math.Abs(scale - 1) > 1e-9)
                query = query.Times(scale);
            return mask is null
                ? nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true)
                : nn.functional.scaled_dot_product_attention(query, key, value, mask);
        }

        var scores = query.matmul(key.transpose(-1, -2)).Times(attention.Scale);
        scores = scores.Over(attention.SoftCap).tanh().Times(attention.SoftCap).Plus(mask ?? Made(0));
        return nn.functional.softmax(scores, -1).matmul(value);
    }

    // Null where plain causality is all: padding comes last, so no token that counts sees it.
    private Tensor? Mask(int window)
    {
        window = window >= batch.Length ? 0 : window;
        if (window == 0 && !batch.IsPacked)
            return null;
        return Made(window);
    }

    private Tensor Made(int window)
    {
        if (_masks.TryGetValue(window, out var known))
            return known!;
        var values = new float[batch.IsPacked ? batch.Rows * batch.Length * batch.Length : batch.Length * batch.Length];
        var rows = batch.IsPacked ? batch.Rows : 1;
        for (var row = 0; row < rows; row++)
        {
            for (var at = 0; at < batch.Length; at++)
            {
                for (var other = 0; other < batch.Length; other++)
                {
                    var sees = other <= at && (window == 0 || at - other < window) && (!batch.IsPacked || batch.IsSameSequence(row, at, other));
                    values[(((row * batch.Length) + at) * batch.Length) + other] = sees ? 0 : float.NegativeInfinity;
                }
            }
        }

        var mask = tensor(values, [rows, 1, batch.Length, batch.Length]).to(device).DetachFromDisposeScope();
        _masks[window] = mask;
        return mask;
    }

    private static Tensor Repeat(Tensor values, long times)
    {
        var shape = values.shape;
        return values.unsqueeze(2).expand(shape[0], shape[1], times, shape[2], shape[3]).reshape(shape[0], shape[1] * times, shape[2], shape[3]);
    }
}
