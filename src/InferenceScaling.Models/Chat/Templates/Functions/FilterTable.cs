using System.Collections.Frozen;
using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The filters by name.</summary>
internal static class FilterTable
{
    private static readonly Dictionary<string, string> Aliases = new() { ["d"] = "default", ["count"] = "length", ["e"] = "escape", ["forceescape"] = "escape" };

    private static readonly FrozenDictionary<string, NativeFunction> Filters =
        TextFilters.All.Concat(SequenceFilters.All).Concat(SelectionFilters.All).Concat(NumberFilters.All).Concat(ValueFilters.All)
            .ToFrozenDictionary(filter => filter.Name, StringComparer.Ordinal);

    public static NativeFunction? Find(string name) => Filters.GetValueOrDefault(Aliases.GetValueOrDefault(name, name));
}
