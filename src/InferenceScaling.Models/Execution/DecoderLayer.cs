using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Execution;

/// <summary>One layer: attention and feed-forward around the residual stream, with norms where the family has them.</summary>
internal sealed class DecoderLayer<T>
    where T : class, IDisposable
{
    private readonly DecoderKernels<T> _kernels;
    private readonly DecoderConfig _config;
    private readonly int _index;
    private readonly NormLayer<T>? _attentionNorm;
    private readonly LinearLayer<T> _projection;
    private readonly LinearLayer<T> _output;
    private readonly NormLayer<T>? _attentionPostNorm;
    private readonly NormLayer<T>? _feedForwardNorm;
    private readonly GatedFeedForward<T>? _dense;
    private readonly SparseFeedForward<T>? _sparse;
    private readonly NormLayer<T>? _feedForwardPostNorm;

    public DecoderLayer(DecoderKernels<T> kernels, IDecoderWeights weights, DecoderConfig config, int index)
    {
        _kernels = kernels;
        _config = config;
        _index = index;
        var prefix = $"layers.{index}.";
        var before = config.Norm.Placement != NormPlacement.After;
        var after = config.Norm.Placement != NormPlacement.Before;
        _attentionNorm = before ? kernels.Norm(weights, prefix + "attention_norm") : null;
        _projection = kernels.Linear(weights, prefix + "attention.q", prefix + "attention.k", prefix + "attention.v");
        _output = kernels.Linear(weights, prefix + "attention.o");
        _attentionPostNorm = after ? kernels.Norm(weights, prefix + "attention_post_norm") : null;
        _feedForwardNorm = before ? kernels.Norm(weights, prefix + "feed_forward_norm") : null;
        if (config.Layers[index].Sparse && config.Experts is not null)
            _sparse = new(kernels, weights, prefix, config);
        else
            _dense = new(kernels, weights, prefix + "feed_forward.", config.FeedForward.Activation, config.FeedForward.Gated);
        _feedForwardPostNorm = after ? kernels.Norm(weights, prefix + "feed_forward_post_norm") : null;
    }

    public long Bytes => _projection.Bytes + _output.Bytes + (_dense?.Bytes ?? 0) + (_sparse?.Bytes ?? 0);

    /// <summary>Adds the layer's work to the residual stream.</summary>
    public void Apply(T stream, int rowCount)
    {
        using var attended = Attend(stream);
        Add(stream, attended, rowCount);
    }

    /// <summary>Keeps the keys and values of all rows.</summary>
    public void Store(T stream) => Attend(stream).Dispose();

    /// <summary>Keeps the keys and values of all rows, and gives the residual stream after the layer of some of them.</summary>
    public T Apply(T stream, ReadOnlySpan<int> rows)
    {
        using var all = Attend(stream);
        using var attended = _kernels.SelectRows(all, rows);
        var selected = _kernels.SelectRows(stream, rows);
        try
        {
            Add(selected, attended, rows.Length);
            return selected;
        }
        catch
        {
            selected.Dispose();
            throw;
        }
    }

    private void Add(T stream, T attended, int rowCount)
    {
        if (_config.ParallelResidual)
        {
            // Both read the stream as it was.
            using var product = Normed(_output.Apply(attended), _attentionPostNorm);
            using var fed = FeedForward(stream, rowCount);
            _kernels.Add(stream, product, _config.ResidualMultiplier);
            _kernels.Add(stream, fed, _config.ResidualMultiplier);
            return;
        }

        AddAttention(stream, attended);
        AddFeedForward(stream, rowCount);
    }

    private void AddAttention(T stream, T attended)
    {
        if (_attentionPostNorm is null)
        {
            _kernels.AddProduct(stream, _output, attended, _config.ResidualMultiplier);
            return;
        }

        using var product = Normed(_output.Apply(attended), _attentionPostNorm);
        _kernels.Add(stream, product, _config.ResidualMultiplier);
    }

    private void AddFeedForward(T stream, int rowCount)
    {
        if (_dense is not null && _feedForwardPostNorm is null)
        {
            _dense.AddTo(stream, _feedForwardNorm, stream, _config.ResidualMultiplier);
            return;
        }

        using var fed = FeedForward(stream, rowCount);
        _kernels.Add(stream, fed, _config.ResidualMultiplier);
    }

    private T Attend(T stream)
    {
        using var projected = _kernels.Apply(_attentionNorm, _projection, stream);
        return _kernels.Attend(_index, projected);
    }

    private T FeedForward(T stream, int rowCount)
    {
        if (_dense is not null)
            return Normed(_dense.Apply(_feedForwardNorm, stream), _feedForwardPostNorm);
        using var normed = _feedForwardNorm?.Apply(stream);
        return Normed(_sparse!.Apply(normed ?? stream, rowCount), _feedForwardPostNorm);
    }

    private static T Normed(T value, NormLayer<T>? norm)
    {
        if (norm is null)
            return value;
        using (value)
            return norm.Apply(value);
    }
}
