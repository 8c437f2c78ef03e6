using System.Globalization;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>A canonical weight name taken apart: <c>layers.3.experts.1.up.weight</c> is layer 3, expert 1, part <c>experts.up</c>, suffix <c>.weight</c>.</summary>
/// <param name="Layer">−1 outside the layers.</param>
/// <param name="Expert">−1 outside the experts; the number of the shift for shifted embeddings.</param>
/// <param name="Part">The rest without numbers.</param>
/// <param name="Suffix"><c>.weight</c> or <c>.bias</c>.</param>
internal readonly record struct WeightName(int Layer, int Expert, string Part, string Suffix)
{
    public static WeightName Parse(string name)
    {
        var dot = name.LastIndexOf('.');
        var segments = name[..dot].Split('.').ToList();
        var layer = -1;
        if (segments[0] == "layers")
        {
            layer = int.Parse(segments[1], CultureInfo.InvariantCulture);
            segments.RemoveRange(0, 2);
        }

        var expert = -1;
        var number = segments.FindIndex(segment => char.IsAsciiDigit(segment[0]));
        if (number >= 0)
        {
            expert = int.Parse(segments[number], CultureInfo.InvariantCulture);
            segments.RemoveAt(number);
        }

        return new(layer, expert, string.Join('.', segments), name[dot..]);
    }
}
