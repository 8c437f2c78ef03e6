using System.Globalization;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Writes one value as JSON. The text counts as content as a whole as soon as one string in it does.</summary>
internal sealed class JsonWriter(RenderState state, bool ensureAscii, string? indent, string itemSeparator, string keySeparator, bool sortKeys)
{
    private readonly TextBuilder _text = new(state);
    private bool _isContent;

    public StringValue Write(Value value)
    {
        WriteValue(value, 0);
        return StringValue.Of(_text.ToString(), _isContent);
    }

    private void WriteValue(Value value, int level)
    {
        state.Enter();
        switch (value)
        {
            case StringValue text:
                WriteString(text);
                break;
            case SequenceValue { Kind: SequenceKind.List or SequenceKind.Tuple } sequence:
                WriteSequence(sequence.Items, level);
                break;
            case DictionaryValue dictionary:
                WriteDictionary(dictionary, level);
                break;
            default:
                _text.AppendText(Scalar(value) ?? throw state.Error($"A value of type {value.TypeName} cannot be written as JSON"));
                break;
        }

        state.Leave();
    }

    private void WriteSequence(Value[] items, int level)
    {
        _text.AppendText('[');
        for (var i = 0; i < items.Length; i++)
        {
            Separate(i, level + 1);
            WriteValue(items[i], level + 1);
        }

        Close(items.Length, level, ']');
    }

    private void WriteDictionary(DictionaryValue dictionary, int level)
    {
        var entries = sortKeys ? Sorted(dictionary) : dictionary.Entries;
        _text.AppendText('{');
        for (var i = 0; i < entries.Count; i++)
        {
            Separate(i, level + 1);
            WriteString(entries[i].Key as StringValue ?? StringValue.Template(Scalar(entries[i].Key)
                ?? throw state.Error($"A key of type {entries[i].Key.TypeName} cannot be written as JSON")));
            _text.AppendText(keySeparator);
            WriteValue(entries[i].Value, level + 1);
        }

        Close(entries.Count, level, '}');
    }

    private void Separate(int index, int level)
    {
        if (index > 0)
            _text.AppendText(itemSeparator);
        NewLine(level);
    }

    private void Close(int count, int level, char bracket)
    {
        if (count > 0)
            NewLine(level);
        _text.AppendText(bracket);
    }

    private void NewLine(int level)
    {
        if (indent is null)
            return;
        _text.AppendText('\n');
        for (var i = 0; i < level; i++)
            _text.AppendText(indent);
    }

    private List<KeyValuePair<Value, Value>> Sorted(DictionaryValue dictionary)
    {
        var keys = Ordering.Sort(state, dictionary.Keys(), key => key, reverse: false);
        return [.. keys.Select(key => KeyValuePair.Create(key, dictionary.Get(key)!))];
    }

    private static string? Scalar(Value value) => value switch
    {
        NoneValue => "null",
        BooleanValue boolean => boolean.IsTruthy ? "true" : "false",
        IntegerValue integer => integer.Number.ToString(CultureInfo.InvariantCulture),
        FloatValue { Number: double.NaN } => "NaN",
        FloatValue { Number: double.PositiveInfinity } => "Infinity",
        FloatValue { Number: double.NegativeInfinity } => "-Infinity",
        FloatValue number => Representation.Float(number.Number),
        _ => null,
    };

    private void WriteString(StringValue value)
    {
        _isContent |= value.HasContent;
        var text = value.Text;
        _text.AppendText('"');
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= ' ' && text[i] is not ('"' or '\\') && (!ensureAscii || text[i] <= '~'))
                continue;
            _text.AppendText(text.AsSpan(start, i - start));
            _text.AppendText(Escape(text[i]));
            start = i + 1;
        }

        _text.AppendText(text.AsSpan(start));
        _text.AppendText('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
