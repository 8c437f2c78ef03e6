using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu.Codes;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Cpu;

/// <summary>Loads matrices, each once, in the way that <see cref="WeightPrecision"/> says. Owns their memory.</summary>
internal sealed class MatrixLoader(WeightPrecision precision) : IDisposable
{
    private readonly WeightMemory _memory = new();
    private readonly Dictionary<string, ImmutableArray<WeightMatrix>> _matrices = new(StringComparer.Ordinal);

    /// <summary>Memory of all matrices, each counted once.</summary>
    public long Bytes => _matrices.Values.Sum(parts => parts.Sum(matrix => matrix.Bytes));

    /// <summary>Matrices below each other: one where they can be, else one a name.</summary>
    /// <remarks>A tied head asks for the embedding again: one copy serves both.</remarks>
    public ImmutableArray<WeightMatrix> Load(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var key = string.Join('|', names.ToArray());
        if (!_matrices.TryGetValue(key, out var parts))
            _matrices[key] = parts = Read(weights, names);
        return parts;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _matrices.Clear();
    }

    private ImmutableArray<WeightMatrix> Read(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var codes = names.ToArray().Count(name => precision.CodesOf(weights, name) is not null);
        if (codes == 0)
            return [ReadFloats(weights, names)];
        if (codes == names.Length)
        {
            QuantizedMatrix[] matrices = [.. names.ToArray().Select(name => weights.ReadQuantized(name + ".weight"))];
            if (CodeMatrix.AreAlike(matrices))
                return [ReadCodes(weights, names, matrices)];
        }

        return [.. names.ToArray().Select(name => precision.CodesOf(weights, name) is null ? ReadFloats(weights, [name]) : ReadCodes(weights, [name], [weights.ReadQuantized(name + ".weight")]))];
    }

    private WeightMatrix ReadFloats(IDecoderWeights weights, ReadOnlySpan<string> names) => precision.Of(weights, names) switch
    {
        WeightType.Int8 => new Int8Matrix(weights, names, _memory),
        var type => new PackedMatrix(weights, names, _memory, halved: type == WeightType.BF16),
    };

    private WeightMatrix ReadCodes(IDecoderWeights weights, ReadOnlySpan<string> names, ReadOnlySpan<QuantizedMatrix> matrices) =>
        Int8Matrix.Takes(matrices[0].Format) && matrices[0].GroupOf.IsEmpty ? new Int8Matrix(weights, names, matrices, _memory) : new CodeMatrix(weights, names, matrices, _memory);
}
