using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Normalizers one after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<TextNormalizer> normalizers) : TextNormalizer
{
    private readonly TextNormalizer[] _normalizers = [.. normalizers];

    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        using var scratch = new PooledBuffer<char>();
        var changed = false;
        foreach (var normalizer in _normalizers)
        {
            scratch.Clear();
            if (!normalizer.TryNormalize(changed ? normalized.Span : text, scratch))
                continue;
            changed = true;
            normalized.Clear();
            normalized.AddRange(scratch.Span);
        }

        return changed;
    }
}
