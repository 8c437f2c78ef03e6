using System.Text.RegularExpressions;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>Which modules a list of compressed-tensors means: names, patterns after <c>re:</c>, and classes.</summary>
internal sealed class ModuleTargets
{
    // Real lists have a handful of patterns; each is tried on every matrix.
    private const int MostPatterns = 256;
    private const int LongestPattern = 1024;
    private const string PatternMark = "re:";

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Regex> _patterns = [];

    /// <param name="config">The object with the list.</param>
    /// <param name="field">Name of the list; an absent one means nothing.</param>
    /// <exception cref="Checkpoints.CheckpointFormatException">A pattern is malformed, or of a kind that is not run on strangers' behalf.</exception>
    public ModuleTargets(ConfigReader config, string field)
    {
        foreach (var target in config.Has(field) ? config.Texts(field) : [])
        {
            if (!target.StartsWith(PatternMark, StringComparison.Ordinal))
                _names.Add(target);
            else
                _patterns.Add(_patterns.Count < MostPatterns && target.Length <= LongestPattern ? Compile(config, field, target[PatternMark.Length..]) : throw config.Unsupported(field, $"at most {MostPatterns} patterns of at most {LongestPattern} characters"));
        }
    }

    /// <summary>Whether a module is meant by its name.</summary>
    public bool Names(string module) => _names.Contains(module) || _patterns.Exists(pattern => pattern.IsMatch(module));

    /// <summary>Whether a module is meant by its class: embeddings are known by their names, all else is linear.</summary>
    public bool MeansClassOf(string module) => _names.Contains(IsEmbedding(module) ? "Embedding" : "Linear");

    /// <summary>Whether a module has the name of an embedding in one of the families.</summary>
    public static bool IsEmbedding(string module) => module[(module.LastIndexOf('.') + 1)..] is "embed_tokens" or "wte" or "wpe" or "embed_in" || module.Contains("embed_shift.", StringComparison.Ordinal);

    private static Regex Compile(ConfigReader config, string field, string pattern)
    {
        try
        {
            // Without backtracking no pattern takes longer than the text is long. It counts from the start of a name only.
            return new(@"\A(?:" + pattern + ")", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw config.Contradiction($"a pattern of '{field}' is '{pattern}', which is malformed or needs backtracking ({exception.Message}).");
        }
    }
}
