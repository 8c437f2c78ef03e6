using System.Collections.Immutable;

namespace InferenceScaling.Models.Architectures;

/// <summary>A weight a decoder asks for.</summary>
/// <param name="Name">Canonical name; see <see cref="DecoderWeightList"/>.</param>
/// <param name="Shape">Row-major; matrices are [out, in].</param>
public readonly record struct WeightShape(string Name, ImmutableArray<long> Shape)
{
    /// <summary>Number of elements.</summary>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
                count = checked(count * size);
            return count;
        }
    }
}
