namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The left side of an assignment and the variables of a loop.</summary>
internal sealed class TargetParser(TokenCursor cursor)
{
    public AssignmentTarget Parse(bool withNamespace)
    {
        var targets = new List<AssignmentTarget> { ParseOne(withNamespace) };
        var isTuple = false;
        while (cursor.SkipOperator(","))
        {
            isTuple = true;
            if (cursor.Current.Kind != TokenKind.Name && !cursor.Current.IsOperator("("))
                break;
            if (cursor.Current.IsName("in"))
                break;
            targets.Add(ParseOne(withNamespace));
        }

        return isTuple ? new TupleTarget([.. targets]) : targets[0];
    }

    private AssignmentTarget ParseOne(bool withNamespace)
    {
        if (cursor.SkipOperator("("))
        {
            cursor.Enter();
            var inner = Parse(withNamespace);
            cursor.Leave();
            cursor.ExpectOperator(")");
            return inner;
        }

        var name = cursor.Expect(TokenKind.Name, "the name of a variable");
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
            throw cursor.Fail($"'{name.Text}' cannot be assigned to", name.Offset);
        if (!withNamespace || !cursor.SkipOperator("."))
            return new NameTarget(name.Text);
        return new NamespaceTarget(name.Text, cursor.Expect(TokenKind.Name, "the name of an attribute").Text);
    }
}
