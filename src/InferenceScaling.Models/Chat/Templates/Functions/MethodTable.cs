using System.Collections.Frozen;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The methods of Python's types that templates may call. Those that change their object are refused, as in the sandbox of the reference.</summary>
internal static class MethodTable
{
    private static readonly FrozenDictionary<string, NativeFunction> Text = Index(TextMethods.All);
    private static readonly FrozenDictionary<string, NativeFunction> Sequence = Index(SequenceMethods.All);
    private static readonly FrozenDictionary<string, NativeFunction> Dictionary = Index(DictionaryMethods.All);

    private static readonly FrozenSet<string> Mutating = FrozenSet.Create(
        StringComparer.Ordinal, "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update");

    public static NativeFunction? Find(Value target, string name) => target switch
    {
        StringValue => Text.GetValueOrDefault(name),
        DictionaryValue => Dictionary.GetValueOrDefault(name),
        SequenceValue { IsIndexable: true } => Sequence.GetValueOrDefault(name),
        _ => null,
    };

    public static bool IsMutating(Value target, string name) =>
        target is DictionaryValue or SequenceValue { Kind: SequenceKind.List } && Mutating.Contains(name);

    private static FrozenDictionary<string, NativeFunction> Index(IEnumerable<NativeFunction> methods) =>
        methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);
}
