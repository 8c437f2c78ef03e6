using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>What may follow an operand: attributes, items, slices, calls, filters and tests.</summary>
internal sealed class PostfixParser(TokenCursor cursor)
{
    public Expression ParsePostfix(ExpressionParser expressions, Expression operand)
    {
        while (true)
        {
            var token = cursor.Current;
            if (token.IsOperator("."))
                operand = ParseAttribute(operand);
            else if (token.IsOperator("["))
                operand = ParseItem(expressions, operand);
            else if (token.IsOperator("("))
                operand = new CallExpression(operand, ParseArguments(expressions), token.Offset);
            else
                return operand;
        }
    }

    public Expression ParseFiltersAndTests(ExpressionParser expressions, Expression operand)
    {
        while (true)
        {
            var token = cursor.Current;
            if (token.IsOperator("|"))
                operand = ParseFilters(expressions, operand)!;
            else if (cursor.SkipName("is"))
                operand = ParseTest(expressions, operand);
            else if (token.IsOperator("("))
                operand = new CallExpression(operand, ParseArguments(expressions), token.Offset);
            else
                return operand;
        }
    }

    /// <summary>A chain of filters; without an input it applies to a block's text.</summary>
    public FilterExpression? ParseFilters(ExpressionParser expressions, Expression? input, bool startsInline = false)
    {
        while (startsInline || cursor.SkipOperator("|"))
        {
            startsInline = false;
            var offset = cursor.Current.Offset;
            var name = ParseDottedName("the name of a filter");
            var arguments = cursor.Current.IsOperator("(") ? ParseArguments(expressions) : ArgumentList.Empty;
            input = new FilterExpression(input, name, arguments, offset);
        }

        return input as FilterExpression;
    }

    private ArgumentList ParseArguments(ExpressionParser expressions)
    {
        var offset = cursor.Current.Offset;
        cursor.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? unpacked = null;
        Expression? unpackedNamed = null;
        while (!cursor.Current.IsOperator(")"))
        {
            if (unpackedNamed is not null)
                throw cursor.Fail("No argument may follow '**'", offset);
            if (cursor.SkipOperator("**"))
            {
                unpackedNamed = expressions.Parse();
            }
            else if (cursor.SkipOperator("*"))
            {
                unpacked = unpacked is null ? expressions.Parse() : throw cursor.Fail("Only one '*' argument is allowed", offset);
            }
            else if (cursor.Current.Kind == TokenKind.Name && cursor.Next.IsOperator("="))
            {
                var name = cursor.Take().Text;
                _ = cursor.Take();
                if (named.Exists(argument => argument.Item1 == name))
                    throw cursor.Fail($"The argument '{name}' is given twice", offset);
                named.Add((name, expressions.Parse()));
            }
            else
            {
                if (named.Count > 0 || unpacked is not null)
                    throw cursor.Fail("A positional argument follows a named or unpacked one");
                positional.Add(expressions.Parse());
            }

            if (!cursor.SkipOperator(","))
                break;
        }

        cursor.ExpectOperator(")");
        return new ArgumentList([.. positional], [.. named], unpacked, unpackedNamed);
    }

    private Expression ParseAttribute(Expression target)
    {
        cursor.ExpectOperator(".");
        var token = cursor.Take();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeExpression(target, token.Text),
            TokenKind.Integer when BigInteger.TryParse(token.Text, out var index) => new ItemExpression(target, new LiteralExpression(new IntegerValue(index))),
            _ => throw cursor.Fail($"Expected a name or number after '.', found {token.Describe()}", token.Offset),
        };
    }

    private Expression ParseItem(ExpressionParser expressions, Expression target)
    {
        cursor.ExpectOperator("[");
        var result = ParseSubscript(expressions, target);
        if (cursor.Current.IsOperator(","))
            throw cursor.Fail("Only one subscript is allowed; write a tuple key in parentheses");
        cursor.ExpectOperator("]");
        return result;
    }

    private Expression ParseSubscript(ExpressionParser expressions, Expression target)
    {
        var start = cursor.Current.IsOperator(":") ? null : expressions.Parse();
        if (!cursor.SkipOperator(":"))
            return new ItemExpression(target, start!);
        var stop = ParseBound(expressions);
        var step = cursor.SkipOperator(":") ? ParseBound(expressions) : null;
        return new SliceExpression(target, start, stop, step);
    }

    private Expression? ParseBound(ExpressionParser expressions) =>
        cursor.Current.IsOperator(":") || cursor.Current.IsOperator("]") || cursor.Current.IsOperator(",") ? null : expressions.Parse();

    private Expression ParseTest(ExpressionParser expressions, Expression operand)
    {
        var isNegated = cursor.SkipName("not");
        var offset = cursor.Current.Offset;
        var name = ParseDottedName("the name of a test");
        var arguments = ArgumentList.Empty;
        if (cursor.Current.IsOperator("("))
            arguments = ParseArguments(expressions);
        else if (StartsTestArgument())
            arguments = new ArgumentList([ParsePostfix(expressions, ParsePrimary(expressions))], [], null, null);
        var test = new TestExpression(operand, name, arguments, offset);
        return isNegated ? new NotExpression(test) : test;
    }

    private Expression ParsePrimary(ExpressionParser expressions)
    {
        if (cursor.Current.IsName("is"))
            throw cursor.Fail("Tests cannot be chained with 'is'");
        return expressions.ParsePrimary();
    }

    private bool StartsTestArgument()
    {
        var token = cursor.Current;
        return token.Kind switch
        {
            TokenKind.Name => token.Text is not ("else" or "or" or "and"),
            TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
            _ => token.IsOperator("[") || token.IsOperator("{"),
        };
    }

    private string ParseDottedName(string expected)
    {
        var name = cursor.Expect(TokenKind.Name, expected).Text;
        while (cursor.SkipOperator("."))
            name += "." + cursor.Expect(TokenKind.Name, expected).Text;
        return name;
    }
}
