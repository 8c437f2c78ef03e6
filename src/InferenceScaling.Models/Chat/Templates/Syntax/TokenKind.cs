namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The kinds of lexical element of a template.</summary>
internal enum TokenKind
{
    Data,
    OutputBegin,
    OutputEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}
