using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Execution;

/// <summary>Sends each row to a few experts, and every row to the shared one.</summary>
internal sealed class SparseFeedForward<T>
    where T : class, IDisposable
{
    private readonly DecoderKernels<T> _kernels;
    private readonly ExpertConfig _config;
    private readonly LinearLayer<T> _router;
    private readonly GatedFeedForward<T>[] _experts;
    private readonly GatedFeedForward<T>? _shared;
    private readonly LinearLayer<T>? _sharedGate;
    private readonly int _hiddenSize;

    public SparseFeedForward(DecoderKernels<T> kernels, IDecoderWeights weights, string prefix, DecoderConfig config)
    {
        _kernels = kernels;
        _config = config.Experts!;
        _hiddenSize = config.HiddenSize;
        _router = kernels.Linear(weights, prefix + "router");
        _experts = new GatedFeedForward<T>[_config.Count];
        for (var expert = 0; expert < _experts.Length; expert++)
            _experts[expert] = new(kernels, weights, $"{prefix}experts.{expert}.", config.FeedForward.Activation, gated: true);
        if (_config.SharedIntermediateSize > 0)
        {
            _shared = new(kernels, weights, prefix + "shared_expert.", config.FeedForward.Activation, gated: true);
            _sharedGate = kernels.Linear(weights, prefix + "shared_expert_gate");
        }
    }

    public long Bytes => _router.Bytes + _experts.Sum(expert => expert.Bytes) + (_shared?.Bytes ?? 0) + (_sharedGate?.Bytes ?? 0);

    public T Apply(T input, int rowCount)
    {
        var rows = new List<int>[_config.Count];
        var weights = new List<float>[_config.Count];
        Route(input, rowCount, rows, weights);
        var output = _kernels.Zeros(rowCount, _hiddenSize);
        for (var expert = 0; expert < rows.Length; expert++)
        {
            if (rows[expert] is null)
                continue;
            using var visitors = _kernels.SelectRows(input, rows[expert].ToArray());
            using var result = _experts[expert].Apply(null, visitors);
            _kernels.AddRows(output, result, rows[expert].ToArray(), weights[expert].ToArray());
        }

        if (_shared is not null)
            AddShared(output, input, rowCount);
        return output;
    }

    private void Route(T input, int rowCount, List<int>[] rows, List<float>[] weights)
    {
        using var scores = _router.Apply(input);
        var logits = new float[rowCount * _config.Count];
        _kernels.CopyTo(scores, logits);
        var chosen = new int[_config.PerToken];
        var shares = new float[_config.PerToken];
        for (var row = 0; row < rowCount; row++)
        {
            ExpertRouting.Choose(logits.AsSpan(row * _config.Count, _config.Count), _config.NormalizeWeights, chosen, shares);
            for (var rank = 0; rank < chosen.Length; rank++)
            {
                (rows[chosen[rank]] ??= []).Add(row);
                (weights[chosen[rank]] ??= []).Add(shares[rank]);
            }
        }
    }

    private void AddShared(T output, T input, int rowCount)
    {
        using var result = _shared!.Apply(null, input);
        using var gate = _sharedGate!.Apply(input);
        var scales = new float[rowCount];
        _kernels.CopyTo(gate, scales);
        for (var row = 0; row < rowCount; row++)
            scales[row] = 1 / (1 + MathF.Exp(-scales[row]));
        _kernels.AddRows(output, result, [.. Enumerable.Range(0, rowCount)], scales);
    }
}
