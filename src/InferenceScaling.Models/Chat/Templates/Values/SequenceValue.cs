namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>An immutable sequence: a list, a tuple, a range or a view of a dictionary.</summary>
internal sealed class SequenceValue(SequenceKind kind, Value[] items) : Value
{
    public static SequenceValue EmptyList { get; } = new(SequenceKind.List, []);

    public SequenceKind Kind => kind;

    public Value[] Items => items;

    /// <summary>Names of the elements when the tuple is one of <c>groupby</c>'s pairs.</summary>
    public string[]? FieldNames { get; init; }

    public bool IsIndexable => kind is SequenceKind.List or SequenceKind.Tuple or SequenceKind.Range;

    public override string TypeName => kind switch
    {
        SequenceKind.List => "list",
        SequenceKind.Tuple => "tuple",
        SequenceKind.Range => "range",
        SequenceKind.Keys => "dict_keys",
        SequenceKind.Values => "dict_values",
        _ => "dict_items",
    };

    public override bool IsTruthy => items.Length > 0;

    public static SequenceValue List(Value[] items) => new(SequenceKind.List, items);

    public static SequenceValue Tuple(params Value[] items) => new(SequenceKind.Tuple, items);
}
