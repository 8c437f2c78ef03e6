namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A lexical element: its kind, its text (decoded for strings) and where it starts in the source.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool IsOperator(string symbol) => Kind == TokenKind.Operator && Text == symbol;

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.Data => "template text",
        TokenKind.OutputBegin => "'{{'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.BlockBegin => "'{%'",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.String => "a string",
        _ => $"'{(Text.Length > 40 ? string.Concat(Text.AsSpan(0, 40), "…") : Text)}'",
    };
}
