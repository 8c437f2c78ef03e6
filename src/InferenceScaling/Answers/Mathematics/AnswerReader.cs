using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Understands an expression tree as an answer with a canonical key.</summary>
internal sealed class AnswerReader
{
    private readonly ScalarReader _scalars;
    private readonly int _sign;

    public AnswerReader(WorkLimit work)
        : this(new ScalarReader(work), 1)
    {
    }

    private AnswerReader(ScalarReader scalars, int sign)
    {
        _scalars = scalars;
        _sign = sign;
    }

    /// <summary>The answer; null if it is not understood.</summary>
    public MathAnswer? Read(MathNode node)
    {
        if (node is ListNode or CollectionNode { Open: '{' })
            return ReadList(node);
        if (MathNodes.HasPlusMinus(node))
            return FromElements([new AnswerReader(_scalars, 1).ReadOne(node), new AnswerReader(_scalars, -1).ReadOne(node)], isSet: false);
        return ReadOne(node);
    }

    private MathAnswer? ReadOne(MathNode node)
    {
        switch (node)
        {
            case ListNode or CollectionNode { Open: '{' }:
                return ReadList(node);
            case RelationNode relation when relation.Operators.All(name => name is "=" or "approx"):
                return ReadEquation(relation);
            case RelationNode { Operators: ["in"] } membership:
                return ReadOne(membership.Operands[1]);
            case RelationNode or CallNode { Function: "cup" or "cap" or "setminus" }:
                return ReadSet(node) ?? ReadInequality(node);
            case CollectionNode collection:
                return ReadSet(node) ?? ReadTuple(collection);
            case MatrixNode matrix:
                return ReadMatrix(matrix);
            case QuantityNode quantity when ReadOne(quantity.Value) is { } inner:
                return inner.Kind == MathAnswerKind.Scalar ? FromScalar(inner.Node!, inner.Unit.Times(quantity.Unit)) : inner;
            case CallNode when MathNodes.Distribute(node) is { } vector:
                return ReadOne(vector);
            case CallNode when MathNodes.HoistUnit(node) is QuantityNode hoisted:
                return ReadOne(hoisted);
            case SymbolNode { Name: "infty" }:
                return new(MathAnswerKind.RealSet, "∞");
            case CallNode { Function: "negate", Arguments: [SymbolNode { Name: "infty" }] }:
                return new(MathAnswerKind.RealSet, "-∞");
            default:
                return FromScalar(node, MeasurementUnit.None);
        }
    }

    private MathAnswer? FromScalar(MathNode node, MeasurementUnit unit)
    {
        if (_scalars.Read(node, _sign) is not { } scalar)
            return null;
        var key = scalar.Key;
        if (unit.IsPercent || !unit.IsLeftOutOfKeys)
        {
            if (_scalars.Read(new CallNode("*", node, new NumberNode(unit.Factor)), _sign) is not { } converted)
                return null;
            key = unit.IsPercent ? converted.Key : $"{converted.Key} {unit.Key}";
        }

        return new(MathAnswerKind.Scalar, key) { Scalar = scalar, Node = node, Unit = unit, BaseDigits = (node as NumberNode)?.Digits };
    }

    private MathAnswer? ReadSet(MathNode node)
    {
        if (new RealSetReader(_scalars, _sign).Read(node) is not { } set)
            return null;
        var key = set.ToString();
        var isPair = set.Intervals is [{ HasLower: false, HasUpper: false, Lower.Infinity: 0, Upper.Infinity: 0 }];
        return new(isPair ? MathAnswerKind.Tuple : set.IsFinite ? MathAnswerKind.List : MathAnswerKind.RealSet, key)
        {
            Elements = isPair ? [set.Intervals[0].Lower.Key, set.Intervals[0].Upper.Key] : [.. set.Intervals.Select(point => point.Lower.Key)],
        };
    }

    private MathAnswer? ReadTuple(CollectionNode tuple)
    {
        if (Keys(tuple.Items) is not { } keys)
            return null;
        var isTuple = (tuple.Open == '(' && tuple.Close == ')') || (tuple.Open == '[' && tuple.Close == ']' && keys.Length != 2);
        var (open, close) = isTuple ? ('(', ')') : (tuple.Open, tuple.Close);
        return new(isTuple ? MathAnswerKind.Tuple : MathAnswerKind.RealSet, $"{open}{string.Join(',', keys)}{close}") { Elements = keys };
    }

    private MathAnswer? ReadMatrix(MatrixNode matrix)
    {
        if (matrix.Rows is [[var only]])
            return ReadOne(only);
        if (matrix.Rows[0].Length == 1)
            return Keys([.. matrix.Rows.Select(row => row[0])]) is { } column ? new(MathAnswerKind.Column, $"[{string.Join(';', column)}]") { Elements = column } : null;
        var rows = matrix.Rows.Select(row => Keys(row)).ToList();
        return rows.Contains(null) ? null : new(MathAnswerKind.Matrix, $"[{string.Join(';', rows.Select(row => string.Join(',', row!.Value)))}]");
    }

    private MathAnswer? ReadList(MathNode node)
    {
        if (ReadSet(node) is { } set)
            return set;
        var items = node is ListNode list ? WithoutDomains(list.Items) : ((CollectionNode)node).Items;
        if (node is ListNode && items.Length == 1)
            return Read(items[0]);
        if (items.All(item => Definition(item) is not null))
        {
            var names = items.Select(item => Definition(item)!.Value.Name).ToList();
            if (names.Distinct().Count() == names.Count)
                return ReadTuple(new('(', ')', [.. items.Select(item => Definition(item)!.Value).OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Value)]));
        }

        var elements = items.SelectMany(item => item is not CollectionNode { Open: '{' } && MathNodes.HasPlusMinus(item)
            ? [new AnswerReader(_scalars, 1).ReadOne(item), new AnswerReader(_scalars, -1).ReadOne(item)]
            : (IEnumerable<MathAnswer?>)[ReadOne(item)]);
        return FromElements([.. elements], node is CollectionNode);
    }

    // "…, k ∈ ℤ" says where a variable lives and is no answer of its own.
    private static ImmutableArray<MathNode> WithoutDomains(ImmutableArray<MathNode> items)
    {
        var kept = items.RemoveAll(static item => item is RelationNode { Operators: ["in"], Operands: [SymbolNode, SymbolNode { Name: ['m', 'a', 't', 'h', 'b', 'b', ..] }] });
        return kept.IsEmpty ? items : kept;
    }

    private static MathAnswer? FromElements(List<MathAnswer?> answers, bool isSet)
    {
        if (answers.Contains(null))
            return null;
        var keys = answers.Select(answer => answer!.Key).Order(StringComparer.Ordinal).ToImmutableArray();
        var distinct = keys.Distinct().ToImmutableArray();
        var repeats = !isSet && distinct.Length < keys.Length;
        return new(MathAnswerKind.List, repeats ? $"list {string.Join(',', keys)}" : $"{{{string.Join(',', distinct)}}}") { Elements = [.. answers.Select(answer => answer!.Key)] };
    }

    private MathAnswer? ReadEquation(RelationNode relation)
    {
        relation = WithoutApproximation(relation);
        var (left, right) = (relation.Operands[0], relation.Operands[^1]);
        if (relation.Operands.Length == 1 || IsName(left) || MathNodes.Variables(relation).IsEmpty)
            return ReadOne(right);
        if (Definition(relation) is { } definition && (relation.Operators.Length > 1 || MathNodes.Variables(definition.Value).IsEmpty || definition.Value is not (CallNode or SymbolNode or NumberNode)))
            return ReadOne(definition.Value);
        var difference = new CallNode("+", MathNodes.StripUnit(left), new CallNode("negate", MathNodes.StripUnit(right)));
        var variables = MathNodes.Variables(difference);
        if (variables.Count == 1 && _scalars.Linear(difference, variables[0], _sign) is ({ IsZero: false } slope, var intercept) && Scalar.FromConstant(-intercept / slope) is var solution)
            return new(MathAnswerKind.Scalar, solution.Key) { Scalar = solution, Node = new NumberNode(BigRational.Zero) };
        return Proportional("=", difference, keepSign: false) is not { } key
            ? null
            : new(MathAnswerKind.Relation, key)
            {
                Scalar = Definition(relation) is { } function ? _scalars.Read(function.Value, _sign) : null,
                Elements = MathNodes.Variables(right).IsEmpty && ReadOne(right) is { } value ? [value.Key] : [],
            };
    }

    // √2 ≈ 1.414 and x = √2 ≈ 1.414 say √2.
    private static RelationNode WithoutApproximation(RelationNode relation)
    {
        var place = relation.Operators.IndexOf("approx");
        return place < 0 || (place == 0 && !MathNodes.Variables(relation.Operands[0]).IsEmpty)
            ? relation
            : new(relation.Operands[..(place + 1)], relation.Operators[..place]);
    }

    private MathAnswer? ReadInequality(MathNode node)
    {
        if (node is not RelationNode { Operators: [("<" or ">" or "le" or "ge") and var name], Operands: [var left, var right] })
            return null;
        if (name is ">" or "ge")
            (left, right) = (right, left);
        var key = Proportional(name is "<" or ">" ? "<" : "≤", new CallNode("+", left, new CallNode("negate", right)), keepSign: true);
        return key is null ? null : new(MathAnswerKind.Relation, key);
    }

    // Two equations are the same if their differences are proportional: divide the values by the first.
    private string? Proportional(string name, MathNode difference, bool keepSign)
    {
        var values = _scalars.Values(difference, _sign);
        if (values.Find(value => value is { IsZero: false }) is not { } first)
            return null;
        if (keepSign && ComplexFunctions.Abs(first) is { } size)
            first = size;
        return Scalar.FromValues([.. values.Select(value => value / first)]) is { } scalar ? $"{name}0 {scalar.Key}" : null;
    }

    // f(x) = …, AB = … and (x, y) = … only name what follows.
    private static bool IsName(MathNode node) => node switch
    {
        CallNode { Function: "*", Arguments: [SymbolNode { Name: "f" or "g" or "h" or "F" or "G" or "P" or "Q" or "T" }, SymbolNode or NumberNode] } => true,
        CallNode { Function: "*" } product => product.Arguments.All(factor => factor is SymbolNode { Name: [>= 'A' and <= 'Z'] }),
        CollectionNode { Open: '(' } tuple => tuple.Items.All(item => item is SymbolNode),
        _ => false,
    };

    // x = value: the name and what it stands for.
    private static (string Name, MathNode Value)? Definition(MathNode node)
    {
        if (node is not RelationNode relation || !relation.Operators.All(name => name is "=" or "approx"))
            return null;
        var (left, right) = (relation.Operands[0], relation.Operands[^1]);
        if (left is SymbolNode { Name: not ("pi" or "e" or "i" or "infty") } name && !MathNodes.Variables(right).Contains(name.Name))
            return (name.Name, right);
        return right is SymbolNode { Name: not ("pi" or "e" or "i" or "infty") } last && !MathNodes.Variables(left).Contains(last.Name) ? (last.Name, left) : null;
    }

    private ImmutableArray<string>? Keys(ImmutableArray<MathNode> items)
    {
        var keys = ImmutableArray.CreateBuilder<string>(items.Length);
        foreach (var item in items)
        {
            if (ReadOne(item) is not { } answer)
                return null;
            keys.Add(answer.Key);
        }

        return keys.ToImmutable();
    }
}
