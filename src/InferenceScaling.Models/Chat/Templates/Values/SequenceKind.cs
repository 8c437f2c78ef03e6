namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>What Python would call a sequence of values; they differ in how they print and what may be asked of them.</summary>
internal enum SequenceKind
{
    List,
    Tuple,
    Range,
    Keys,
    Values,
    Items,
}
