using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Stable sorting by keys, as Python's sorted does it.</summary>
internal static class Ordering
{
    public static IEnumerable<Value> Sort(RenderState state, Value[] items, Func<Value, Value> key, bool reverse)
    {
        var keyed = new (Value Key, Value Item)[items.Length];
        for (var i = 0; i < items.Length; i++)
            keyed[i] = (key(items[i]), items[i]);
        var comparer = Comparer<(Value Key, Value Item)>.Create((a, b) => Comparison.Compare(state, a.Key, b.Key) ?? 0);
        try
        {
            return [.. (reverse ? keyed.OrderDescending(comparer) : keyed.Order(comparer)).Select(pair => pair.Item)];
        }
        catch (InvalidOperationException exception) when (exception.InnerException is ChatTemplateException or OperationCanceledException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException);
            throw;
        }
    }

    /// <summary>What an element is ordered by: itself or attributes of it, strings without regard to case unless asked.</summary>
    public static Value Key(RenderState state, Value item, Value? attribute, bool isCaseSensitive)
    {
        if (attribute is null or NoneValue)
            return Fold(item, isCaseSensitive);
        if (attribute is not StringValue paths || !paths.Text.Contains(',', StringComparison.Ordinal))
            return Fold(AttributePath.Get(state, item, attribute), isCaseSensitive);
        return SequenceValue.List([.. paths.Text.Split(',').Select(path => Fold(AttributePath.Get(state, item, StringValue.Template(path)), isCaseSensitive))]);
    }

    public static Value Fold(Value value, bool isCaseSensitive) => value is StringValue text && !isCaseSensitive
        ? StringValue.Of(PythonText.Lower(text.Text), text.HasContent)
        : value;
}
