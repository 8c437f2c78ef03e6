using System.Runtime.CompilerServices;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A position in the tokens of a template, with what every rule of the grammar needs: look, expect, fail, count nesting.</summary>
internal sealed class TokenCursor(SourceText source, List<Token> tokens)
{
    private const int MaxNesting = 100;

    private int _nesting;

    public int Index { get; private set; }

    public Token Current => tokens[Index];

    public Token Next => tokens[Math.Min(Index + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[Index];
        if (token.Kind != TokenKind.End)
            Index++;
        return token;
    }

    public bool SkipOperator(string symbol)
    {
        if (!Current.IsOperator(symbol))
            return false;
        Index++;
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name))
            return false;
        Index++;
        return true;
    }

    public Token Expect(TokenKind kind, string expected) => Current.Kind == kind ? Take() : throw Fail($"Expected {expected}, found {Current.Describe()}");

    public void ExpectOperator(string symbol)
    {
        if (!SkipOperator(symbol))
            throw Fail($"Expected '{symbol}', found {Current.Describe()}");
    }

    public void ExpectName(string name)
    {
        if (!SkipName(name))
            throw Fail($"Expected '{name}', found {Current.Describe()}");
    }

    /// <summary>Whether a name occurs among the tokens from an index up to here.</summary>
    public bool Mentions(string name, int from) => tokens.FindIndex(from, Index - from, token => token.IsName(name)) >= 0;

    public void Enter()
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Fail($"Blocks or expressions nest deeper than {Math.Min(_nesting, MaxNesting)} levels");
    }

    public void Leave() => _nesting--;

    public ChatTemplateException Fail(string message) => Fail(message, Current.Offset);

    public ChatTemplateException Fail(string message, int offset) => source.Error(message, offset);
}
