using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Questions about expression trees, and rewritings that keep their meaning.</summary>
internal static class MathNodes
{
    public static bool Contains(MathNode node, Func<MathNode, bool> predicate) => predicate(node) || Children(node).Any(child => Contains(child, predicate));

    public static bool HasPlusMinus(MathNode node) => Contains(node, static part => part is CallNode { Function: "pm" or "mp" });

    public static bool HasImaginary(MathNode node) => Contains(node, static part => part is SymbolNode { Name: "i" });

    public static ImmutableSortedSet<string> Variables(MathNode node)
    {
        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        _ = Contains(node, part =>
        {
            if (part is SymbolNode { Name: not ("pi" or "e" or "i" or "infty") } symbol)
                names.Add(symbol.Name);
            return false;
        });
        return names.ToImmutable();
    }

    /// <summary>Moves a unit to the root: -(90°) is (-90)°.</summary>
    public static MathNode HoistUnit(MathNode node)
    {
        if (node is not CallNode { Function: "negate" or "pm" or "mp" or "*" or "+" } call)
            return node;
        var parts = call.Arguments.Select(HoistUnit).ToImmutableArray();
        var quantities = parts.OfType<QuantityNode>().ToList();
        if (quantities.Count == 0 || (call.Function == "*" && quantities.Count > 1) || (call.Function == "+" && (quantities.Count < parts.Length || quantities.Exists(part => part.Unit.Key != quantities[0].Unit.Key || part.Unit.Factor != quantities[0].Unit.Factor))))
            return node;
        return new QuantityNode(call with { Arguments = [.. parts.Select(part => part is QuantityNode quantity ? quantity.Value : part)] }, quantities[0].Unit);
    }

    public static MathNode StripUnit(MathNode node) => HoistUnit(node) is QuantityNode quantity ? quantity.Value : node;

    /// <summary>Carries out scalar · matrix, -matrix and sums of matrices of one shape; null if there is no matrix or tuple, or something else is done with it.</summary>
    public static MathNode? Distribute(MathNode node)
    {
        if (node is MatrixNode or CollectionNode { Open: '(', Close: ')' })
            return node;
        if (node is not CallNode { Function: "negate" or "*" or "+" } call)
            return null;
        var vectors = call.Arguments.Select(Distribute).ToList();
        if (call.Function == "+")
        {
            return vectors.Contains(null) ? null : vectors.Aggregate((sum, next) => sum is null || next is null ? null : Zip(sum, next));
        }

        var index = vectors.FindIndex(vector => vector is not null);
        return index < 0 || vectors.FindLastIndex(vector => vector is not null) != index ? null : Map(vectors[index]!, entry => call with { Arguments = call.Arguments.SetItem(index, entry) });
    }

    private static MathNode? Map(MathNode vector, Func<MathNode, MathNode> function) => vector switch
    {
        MatrixNode matrix => new MatrixNode([.. matrix.Rows.Select(row => row.Select(function).ToImmutableArray())]),
        CollectionNode tuple => tuple with { Items = [.. tuple.Items.Select(function)] },
        _ => null,
    };

    private static MathNode? Zip(MathNode left, MathNode right) => (left, right) switch
    {
        (MatrixNode a, MatrixNode b) when a.Rows.Length == b.Rows.Length && a.Rows[0].Length == b.Rows[0].Length =>
            new MatrixNode([.. a.Rows.Zip(b.Rows, (x, y) => x.Zip(y, Sum).ToImmutableArray())]),
        (CollectionNode a, CollectionNode b) when a.Items.Length == b.Items.Length => a with { Items = [.. a.Items.Zip(b.Items, Sum)] },
        _ => null,
    };

    private static MathNode Sum(MathNode left, MathNode right) => new CallNode("+", left, right);

    private static IEnumerable<MathNode> Children(MathNode node) => node switch
    {
        CallNode call => call.Arguments,
        CollectionNode collection => collection.Items,
        ListNode list => list.Items,
        MatrixNode matrix => matrix.Rows.SelectMany(row => row),
        RelationNode relation => relation.Operands,
        QuantityNode quantity => [quantity.Value],
        _ => [],
    };
}
