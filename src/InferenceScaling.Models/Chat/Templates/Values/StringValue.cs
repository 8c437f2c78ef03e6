namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>A string that remembers which of its characters came from data rather than from the template.</summary>
internal sealed class StringValue : Value
{
    private StringValue(string text, int[] provenance)
    {
        Text = text;
        Provenance = provenance;
    }

    public static StringValue Empty { get; } = new("", Values.Provenance.Template);

    public string Text { get; }

    /// <summary>See <see cref="Values.Provenance"/>.</summary>
    public int[] Provenance { get; }

    public bool HasContent => Provenance.Length > 0;

    public override string TypeName => "str";

    public override bool IsTruthy => Text.Length > 0;

    public static StringValue Template(string text) => text.Length == 0 ? Empty : new StringValue(text, Values.Provenance.Template);

    public static StringValue Content(string text) => text.Length == 0 ? Empty : new StringValue(text, Values.Provenance.Content);

    public static StringValue Of(string text, bool isContent) => isContent ? Content(text) : Template(text);

    public static StringValue WithProvenance(string text, int[] provenance) => text.Length == 0 ? Empty : new StringValue(text, provenance);

    /// <summary>The characters from start up to end, in UTF-16 units.</summary>
    public StringValue Slice(int start, int end)
    {
        if (start == 0 && end == Text.Length)
            return this;
        return start >= end ? Empty : new StringValue(Text[start..end], Values.Provenance.Slice(Provenance, start, end));
    }
}
