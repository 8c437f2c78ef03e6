using System.Text;

namespace InferenceScaling.Models.Constraints;

/// <summary>JSON values as expressions (RFC 8259).</summary>
internal static class JsonExpressions
{
    private static readonly Expression Character = RegexParser.Parse("""[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u(?:[0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})""");

    /// <summary>What stands between the elements of an array and the properties of an object.</summary>
    public static Expression Comma { get; } = RegexParser.Parse(", ?");

    /// <summary>What stands between a property's name and its value.</summary>
    public static Expression Colon { get; } = RegexParser.Parse(": ?");

    /// <summary>A whole number that fits a double and 64 bits exactly.</summary>
    public static Expression Integer { get; } = RegexParser.Parse("-?(?:0|[1-9][0-9]{0,14})");

    /// <summary>A number that a double can hold.</summary>
    public static Expression Number { get; } = RegexParser.Parse(@"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?");

    /// <summary>A truth value.</summary>
    public static Expression Boolean { get; } = RegexParser.Parse("true|false");

    /// <summary>Null.</summary>
    public static Expression Null { get; } = RegexParser.Parse("null");

    /// <summary>Given text.</summary>
    public static Expression Literal(string text) => new LiteralExpression(Encoding.UTF8.GetBytes(text));

    /// <summary>A string of so many characters.</summary>
    public static Expression String(int least = 0, int? most = null) =>
        new SequenceExpression([Literal("\""), new RepeatExpression(Character, least, most), Literal("\"")]);

    /// <summary>An array.</summary>
    public static Expression Array(Expression item, int least = 0, int? most = null)
    {
        if (most == 0)
            return Literal("[]");
        var rest = new RepeatExpression(new SequenceExpression([Comma, item]), Math.Max(0, least - 1), most - 1);
        var items = new SequenceExpression([item, rest]);
        return new SequenceExpression([Literal("["), least == 0 ? new RepeatExpression(items, 0, 1) : items, Literal("]")]);
    }

    /// <summary>Any value with at most so many levels of arrays and objects.</summary>
    public static Expression Any(int depth)
    {
        var options = new List<Expression> { String(), Number, Boolean, Null };
        if (depth > 0)
        {
            options.Add(Array(Any(depth - 1)));
            options.Add(AnyObject(depth));
        }

        return new ChoiceExpression(options);
    }

    /// <summary>An object of any properties. Names may come twice: an automaton cannot remember them.</summary>
    public static Expression AnyObject(int depth)
    {
        var property = new SequenceExpression([String(), Colon, Any(depth - 1)]);
        var properties = new SequenceExpression([property, new RepeatExpression(new SequenceExpression([Comma, property]), 0, null)]);
        return new SequenceExpression([Literal("{"), new RepeatExpression(properties, 0, 1), Literal("}")]);
    }
}
