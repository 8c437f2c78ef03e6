using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>pre_tokenizer</c>.</summary>
internal static class PreTokenizerJson
{
    /// <summary>The pre-tokenizer, or null where there is none.</summary>
    /// <param name="section">The JSON.</param>
    /// <param name="canReadBytes">Whether the model can read UTF-8 itself.</param>
    /// <param name="readsBytes">Whether it has to, because the last step leaves that to it.</param>
    public static PreTokenizer? Read(JsonSection section, bool canReadBytes, out bool readsBytes)
    {
        var leaves = new List<JsonSection>();
        Flatten(section, leaves);
        var lastIsByteLevel = leaves is [.., var last] && last.Type == "ByteLevel";
        readsBytes = lastIsByteLevel && canReadBytes;
        var spellsBytes = Enumerable.Repeat(true, leaves.Count).ToArray();
        if (readsBytes)
            spellsBytes[^1] = false;
        var steps = leaves.Select((leaf, index) => ReadLeaf(leaf, spellsBytes[index])).ToList();
        return steps.Count == 0 ? null : steps is [var only] ? only : new PreTokenizerSequence(steps);
    }

    private static void Flatten(JsonSection section, List<JsonSection> leaves)
    {
        if (section.IsNull)
            return;
        if (section.Type != "Sequence")
        {
            leaves.Add(section);
            return;
        }

        foreach (var member in section.Items("pretokenizers"))
            Flatten(member, leaves);
    }

    private static PreTokenizer ReadLeaf(JsonSection section, bool spellsBytes) => section.Type switch
    {
        "ByteLevel" => new ByteLevelPreTokenizer(section.Flag("add_prefix_space", true), section.Flag("use_regex", true), spellsBytes),
        "Split" => new SplitPreTokenizer(PatternJson.Read(section), Behavior(section), section.Flag("invert")),
        "Digits" => new SplitPreTokenizer(
            new CharacterClassPattern(CharacterClass.Number), section.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Metaspace" => ReadMetaspace(section),
        "Whitespace" => new SplitPreTokenizer(new WordPattern(), SplitBehavior.Removed, invert: true),
        "WhitespaceSplit" => new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.WhiteSpace), SplitBehavior.Removed),
        "Punctuation" => new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.Punctuation, includesAsciiSymbols: true), Behavior(section)),
        "BertPreTokenizer" => new PreTokenizerSequence(
        [
            new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.WhiteSpace), SplitBehavior.Removed),
            new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.Punctuation, includesAsciiSymbols: true), SplitBehavior.Isolated),
        ]),
        "CharDelimiterSplit" => new SplitPreTokenizer(new LiteralPattern(section.Text("delimiter")), SplitBehavior.Removed),
        _ => throw section.Unsupported(
            "pre-tokenizer", "ByteLevel", "Split", "Digits", "Metaspace", "Whitespace", "WhitespaceSplit", "Punctuation", "BertPreTokenizer", "CharDelimiterSplit", "Sequence"),
    };

    private static MetaspacePreTokenizer ReadMetaspace(JsonSection section)
        => new(section.Character("replacement", '\u2581'), MetaspacePrefix(section), section.Flag("split", true));

    /// <summary>The prefix scheme of a Metaspace component; old files have a flag in its place.</summary>
    public static PrefixScheme MetaspacePrefix(JsonSection section) => section.OptionalText("prepend_scheme") switch
    {
        "always" => PrefixScheme.Always,
        "first" => PrefixScheme.First,
        "never" => PrefixScheme.Never,
        null => section.Flag("add_prefix_space", true) ? PrefixScheme.Always : PrefixScheme.Never,
        var other => throw new TokenizerFormatException($"{section.Path}.prepend_scheme is '{Excerpt.Of(other)}'; expected always, first or never."),
    };

    private static SplitBehavior Behavior(JsonSection section) => section.OptionalText("behavior") switch
    {
        null or "Isolated" or "isolated" => SplitBehavior.Isolated,
        "Removed" or "removed" => SplitBehavior.Removed,
        "MergedWithPrevious" or "merged_with_previous" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" or "merged_with_next" => SplitBehavior.MergedWithNext,
        "Contiguous" or "contiguous" => SplitBehavior.Contiguous,
        var other => throw new TokenizerFormatException(
            $"{section.Path}.behavior is '{Excerpt.Of(other)}'; expected Isolated, Removed, MergedWithPrevious, MergedWithNext or Contiguous."),
    };
}
