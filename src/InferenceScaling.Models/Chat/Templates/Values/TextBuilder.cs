using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>Builds text and its provenance together, and charges the rendering for every character.</summary>
internal sealed class TextBuilder(RenderState state, int capacity = 64)
{
    private readonly List<int> _changes = [];
    private char[] _buffer = new char[capacity];
    private bool _isContent;

    public int Length { get; private set; }

    public void Append(StringValue value)
    {
        var provenance = value.Provenance;
        var start = Length;
        AppendText(value.Text);
        if (Length == start)
            return;
        var begins = provenance.Length > 0 && provenance[0] == 0;
        SwitchAt(start, begins);
        for (var i = begins ? 1 : 0; i < provenance.Length; i++)
            SwitchAt(start + provenance[i], !_isContent);
    }

    public void AppendTemplate(ReadOnlySpan<char> text)
    {
        SwitchAt(Length, text.Length == 0 && _isContent);
        AppendText(text);
    }

    /// <summary>Appends without regard to origin; for builders whose result is marked as a whole.</summary>
    public void AppendText(ReadOnlySpan<char> text)
    {
        var needed = (long)Length + text.Length;
        state.ChargeText(text.Length, needed);
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(needed, 2L * _buffer.Length), Array.MaxLength));
        text.CopyTo(_buffer.AsSpan(Length));
        Length = (int)needed;
    }

    public void AppendText(char c) => AppendText(new ReadOnlySpan<char>(in c));

    public StringValue ToValue() => StringValue.WithProvenance(new string(_buffer, 0, Length), ProvenanceArray());

    public override string ToString() => new(_buffer, 0, Length);

    private int[] ProvenanceArray() => _changes.Count switch
    {
        0 => Provenance.Template,
        1 when _changes[0] == 0 => Provenance.Content,
        _ => [.. _changes],
    };

    private void SwitchAt(int position, bool isContent)
    {
        if (isContent == _isContent)
            return;
        _isContent = isContent;
        _changes.Add(position);
    }
}
