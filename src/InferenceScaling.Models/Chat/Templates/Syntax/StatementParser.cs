namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The grammar of blocks.</summary>
internal sealed class StatementParser
{
    private readonly TokenCursor _cursor;
    private readonly ExpressionParser _expressions;
    private readonly PostfixParser _postfix;
    private readonly TargetParser _targets;
    private int _loops;

    private StatementParser(TokenCursor cursor)
    {
        _cursor = cursor;
        _expressions = new ExpressionParser(cursor);
        _postfix = new PostfixParser(cursor);
        _targets = new TargetParser(cursor);
    }

    public static Block Parse(SourceText source) => new StatementParser(new TokenCursor(source, Lexer.Tokenize(source))).ParseBlock([]);

    /// <summary>Statements up to a block that begins with one of the names; without names, up to the end of the template.</summary>
    private Block ParseBlock(ReadOnlySpan<string> endNames)
    {
        _cursor.Enter();
        var statements = new List<Statement>();
        while (true)
        {
            var token = _cursor.Take();
            if (token.Kind == TokenKind.Data)
            {
                statements.Add(new TextStatement(token.Text));
            }
            else if (token.Kind == TokenKind.OutputBegin)
            {
                statements.Add(new OutputStatement(_expressions.ParseTuple(), token.Offset));
                _ = _cursor.Expect(TokenKind.OutputEnd, "'}}'");
            }
            else if (token.Kind == TokenKind.BlockBegin)
            {
                if (_cursor.Current.Kind == TokenKind.Name && endNames.Contains(_cursor.Current.Text))
                    break;
                statements.Add(ParseStatement());
                _ = _cursor.Expect(TokenKind.BlockEnd, "'%}'");
            }
            else if (endNames.IsEmpty)
            {
                break;
            }
            else
            {
                throw _cursor.Fail($"The template ends inside a block: expected '{{% {endNames[^1]} %}}'");
            }
        }

        _cursor.Leave();
        return new Block([.. statements]);
    }

    /// <summary>A body between its opening tag and the end name, which is taken.</summary>
    private Block ParseBody(params ReadOnlySpan<string> endNames)
    {
        _ = _cursor.SkipOperator(":");
        _ = _cursor.Expect(TokenKind.BlockEnd, "'%}'");
        return ParseBlock(endNames);
    }

    private Block ParseBodyToEnd(string endName)
    {
        var body = ParseBody(endName);
        _cursor.ExpectName(endName);
        return body;
    }

    private Statement ParseStatement()
    {
        var token = _cursor.Expect(TokenKind.Name, "the name of a tag");
        return token.Text switch
        {
            "if" => ParseIf(token.Offset),
            "for" => ParseFor(token.Offset),
            "set" => ParseSet(token.Offset),
            "macro" => ParseMacro(),
            "call" => ParseCallBlock(token.Offset),
            "filter" => ParseFilterBlock(token.Offset),
            "with" => ParseWith(token.Offset),
            "generation" => ParseGeneration(token.Offset),
            "print" => new OutputStatement(_expressions.ParseTuple(), token.Offset),
            "break" or "continue" when _loops == 0 => throw _cursor.Fail($"'{token.Text}' works only inside a loop", token.Offset),
            "break" => new LoopControlStatement(Flow.Break),
            "continue" => new LoopControlStatement(Flow.Continue),
            "include" or "import" or "from" or "extends" or "block" =>
                throw _cursor.Fail($"The tag '{token.Text}' is not supported: a chat template cannot refer to other templates", token.Offset),
            _ => throw _cursor.Fail($"There is no tag named '{token.Text}'", token.Offset),
        };
    }

    private IfStatement ParseIf(int offset)
    {
        var branches = new List<(Expression, Block)>();
        do
        {
            var test = _expressions.ParseTuple(withConditional: false);
            branches.Add((test, ParseBody("elif", "else", "endif")));
        }
        while (_cursor.SkipName("elif"));

        var otherwise = _cursor.SkipName("else") ? ParseBody("endif") : Block.Empty;
        _cursor.ExpectName("endif");
        return new IfStatement([.. branches], otherwise, offset);
    }

    private ForStatement ParseFor(int offset)
    {
        var target = _targets.Parse(withNamespace: false);
        _cursor.ExpectName("in");
        var iterable = _expressions.ParseTuple(withConditional: false, endName: "recursive");
        var filter = _cursor.SkipName("if") ? _expressions.Parse() : null;
        var isRecursive = _cursor.SkipName("recursive");
        _loops++;
        var body = ParseBody("else", "endfor");
        _loops--;
        var otherwise = _cursor.SkipName("else") ? ParseBody("endfor") : Block.Empty;
        _cursor.ExpectName("endfor");
        return new ForStatement(target, iterable, filter, isRecursive, body, otherwise, offset);
    }

    private Statement ParseSet(int offset)
    {
        var target = _targets.Parse(withNamespace: true);
        if (_cursor.SkipOperator("="))
            return new SetStatement(target, _expressions.ParseTuple(), offset);
        var filter = _postfix.ParseFilters(_expressions, null);
        return new SetBlockStatement(target, filter, ParseDetached("endset"), offset);
    }

    private MacroStatement ParseMacro()
    {
        var name = _cursor.Expect(TokenKind.Name, "the name of the macro").Text;
        var parameters = ParseParameters();
        return new MacroStatement(ParseMacroBody(name, parameters, "endmacro"));
    }

    private CallBlockStatement ParseCallBlock(int offset)
    {
        var parameters = _cursor.Current.IsOperator("(") ? ParseParameters() : [];
        if (_expressions.Parse() is not CallExpression call)
            throw _cursor.Fail("A call block expects a call", offset);
        return new CallBlockStatement(call, ParseMacroBody("caller", parameters, "endcall"), offset);
    }

    private MacroDefinition ParseMacroBody(string name, MacroParameter[] parameters, string endName)
    {
        var start = _cursor.Index;
        var body = ParseDetached(endName);
        return new MacroDefinition(name, parameters, body, _cursor.Mentions("varargs", start), _cursor.Mentions("kwargs", start));
    }

    private FilterBlockStatement ParseFilterBlock(int offset)
    {
        var filter = _postfix.ParseFilters(_expressions, null, startsInline: true)!;
        return new FilterBlockStatement(filter, ParseDetached("endfilter"), offset);
    }

    private ScopedStatement ParseWith(int offset)
    {
        var assignments = new List<(AssignmentTarget, Expression)>();
        while (_cursor.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0)
                _cursor.ExpectOperator(",");
            var target = _targets.Parse(withNamespace: false);
            _cursor.ExpectOperator("=");
            assignments.Add((target, _expressions.Parse()));
        }

        return new ScopedStatement([.. assignments], ParseBodyToEnd("endwith"), offset);
    }

    private ScopedStatement ParseGeneration(int offset) => new([], ParseBodyToEnd("endgeneration"), offset);

    /// <summary>A body whose text is captured: a loop around it is out of reach of break and continue.</summary>
    private Block ParseDetached(string endName)
    {
        var loops = _loops;
        _loops = 0;
        var body = ParseBodyToEnd(endName);
        _loops = loops;
        return body;
    }

    private MacroParameter[] ParseParameters()
    {
        var parameters = new List<MacroParameter>();
        _cursor.ExpectOperator("(");
        while (!_cursor.Current.IsOperator(")"))
        {
            if (parameters.Count > 0)
                _cursor.ExpectOperator(",");
            var name = _cursor.Expect(TokenKind.Name, "the name of a parameter").Text;
            var fallback = _cursor.SkipOperator("=") ? _expressions.Parse() : null;
            if (fallback is null && parameters.Count > 0 && parameters[^1].Default is not null)
                throw _cursor.Fail($"The parameter '{name}' needs a default, since the one before it has one");
            parameters.Add(new MacroParameter(name, fallback));
        }

        _cursor.ExpectOperator(")");
        return [.. parameters];
    }
}
