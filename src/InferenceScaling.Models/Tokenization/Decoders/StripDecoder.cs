namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Removes up to a number of one character at the ends of every token.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : PerTokenDecoder
{
    public char Content => content;

    public int Start => start;

    public int Stop => stop;

    public override string Decode(string token, bool isFirst)
    {
        var from = 0;
        while (from < start && from < token.Length && token[from] == content)
            from++;
        var to = token.Length;
        while (token.Length - to < stop && to > from && token[to - 1] == content)
            to--;
        return token[from..to];
    }
}
