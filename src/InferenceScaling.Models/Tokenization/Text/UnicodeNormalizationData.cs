using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>The tables of UAX #15, read once from the embedded file UnicodeNormalization.txt.</summary>
internal sealed class UnicodeNormalizationData
{
    private static readonly Lazy<UnicodeNormalizationData> Shared = new(() => new UnicodeNormalizationData());

    private readonly Dictionary<int, byte> _combiningClasses = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatibility = [];
    private readonly FrozenDictionary<NormalizationForm, HashSet<int>> _suspects;

    private UnicodeNormalizationData()
    {
        using var stream = typeof(UnicodeNormalizationData).Assembly.GetManifestResourceStream("UnicodeNormalization.txt")!;
        using var reader = new StreamReader(stream);
        var oneStep = new List<(string Kind, int CodePoint, int[] Mapping)>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            if (fields[0] == "R")
                AddRange(Hexadecimal(fields[1]), Hexadecimal(fields[2]), byte.Parse(fields[3], CultureInfo.InvariantCulture));
            else if (fields[0] != "#")
                oneStep.Add((fields[0], Hexadecimal(fields[1]), [.. fields[2..].Select(Hexadecimal)]));
        }

        foreach (var (kind, codePoint, mapping) in oneStep)
        {
            if (kind == "C")
                Compositions.Set(mapping[0], mapping[1], codePoint, 0);
        }

        Expand(oneStep.Where(entry => entry.Kind != "K"), _canonical);
        Expand(oneStep, _compatibility);
        _suspects = Enum.GetValues<NormalizationForm>().ToFrozenDictionary(form => form, form => SuspectsOf(form, oneStep));
    }

    public static UnicodeNormalizationData Instance => Shared.Value;

    /// <summary>Pairs of code points to the one that they compose to.</summary>
    public PairTable Compositions { get; } = new(1024);

    /// <summary>Full decompositions.</summary>
    public Dictionary<int, int[]> Decompositions(bool isCompatibility) => isCompatibility ? _compatibility : _canonical;

    /// <summary>Code points that may not stay as they are in a form, Hangul apart.</summary>
    public HashSet<int> Suspects(NormalizationForm form) => _suspects[form];

    public byte CombiningClass(int codePoint) => codePoint < 0x300 ? (byte)0 : _combiningClasses.GetValueOrDefault(codePoint);

    private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void Expand(IEnumerable<(string Kind, int CodePoint, int[] Mapping)> oneStep, Dictionary<int, int[]> expanded)
    {
        foreach (var (_, codePoint, mapping) in oneStep)
            expanded[codePoint] = mapping;
        foreach (var codePoint in expanded.Keys.ToArray())
        {
            while (expanded[codePoint].Any(expanded.ContainsKey))
                expanded[codePoint] = [.. expanded[codePoint].SelectMany(part => expanded.TryGetValue(part, out var deeper) ? deeper : [part])];
        }
    }

    private HashSet<int> SuspectsOf(NormalizationForm form, List<(string Kind, int CodePoint, int[] Mapping)> oneStep)
    {
        var composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;
        var isCompatibility = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        var suspects = new HashSet<int>(_combiningClasses.Keys);
        foreach (var (kind, codePoint, mapping) in oneStep)
        {
            if (kind == "D" || (kind == "C" && (!composes || (isCompatibility && mapping.Any(_compatibility.ContainsKey)))) || (kind == "K" && isCompatibility))
                suspects.Add(codePoint);
            if (kind == "C" && composes)
                suspects.Add(mapping[1]);
        }

        return suspects;
    }

    private void AddRange(int first, int last, byte combiningClass)
    {
        for (var codePoint = first; codePoint <= last; codePoint++)
            _combiningClasses[codePoint] = combiningClass;
    }
}
