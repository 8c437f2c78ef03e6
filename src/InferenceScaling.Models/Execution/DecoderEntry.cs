using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Execution;

/// <summary>What comes before the layers: tokens, the tokens before them and positions become the residual stream.</summary>
internal sealed class DecoderEntry<T>
    where T : class, IDisposable
{
    private readonly DecoderConfig _config;
    private readonly DecoderKernels<T> _kernels;
    private readonly EmbeddingTable<T> _embedding;
    private readonly EmbeddingTable<T>[] _shifted;
    private readonly EmbeddingTable<T>? _positions;
    private readonly NormLayer<T>? _norm;
    private int[] _ids = [];

    public DecoderEntry(DecoderKernels<T> kernels, IDecoderWeights weights, DecoderConfig config)
    {
        _config = config;
        _kernels = kernels;
        _embedding = kernels.Embedding(weights, "embed");
        _shifted = [.. Enumerable.Range(1, config.EmbeddingShifts).Select(shift => kernels.Embedding(weights, $"embed_shift.{shift}"))];
        _positions = config.Embedding.LearnedPositions ? kernels.Embedding(weights, "embed_position") : null;
        _norm = config.Embedding.Norm ? kernels.Norm(weights, "embed_norm") : null;
    }

    public long Bytes => _embedding.Bytes + _shifted.Sum(table => table.Bytes) + (_positions?.Bytes ?? 0);

    public T Apply(DecoderBatch batch)
    {
        var stream = _embedding.Lookup(batch.Tokens);
        for (var shift = 0; shift < _shifted.Length; shift++)
        {
            using var earlier = _shifted[shift].Lookup(Column(batch.History, shift, batch.RowCount));
            _kernels.Add(stream, earlier, 1);
        }

        if (_positions is not null)
        {
            using var places = _positions.Lookup(batch.Positions);
            _kernels.Add(stream, places, 1);
        }

        if (_config.Embedding.Scale != 1)
            _kernels.Scale(stream, _config.Embedding.Scale);
        if (_norm is null)
            return stream;
        using (stream)
            return _norm.Apply(stream);
    }

    private ReadOnlySpan<int> Column(ReadOnlySpan<int> history, int shift, int rowCount)
    {
        if (_ids.Length < rowCount)
            _ids = new int[Math.Max(rowCount, 2 * _ids.Length)];
        for (var row = 0; row < rowCount; row++)
            _ids[row] = history[(row * _shifted.Length) + shift];
        return _ids.AsSpan(0, rowCount);
    }
}
