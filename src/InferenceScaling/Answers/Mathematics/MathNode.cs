using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>An expression tree of a mathematical answer.</summary>
internal abstract record MathNode;

/// <summary>A numeral.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Digits">Its digits, if it is written in a base.</param>
internal sealed record NumberNode(BigRational Value, string? Digits = null) : MathNode;

/// <summary>A variable, or one of the constants pi, e, i and infty.</summary>
internal sealed record SymbolNode(string Name) : MathNode;

/// <summary>A function or operator applied to arguments.</summary>
internal sealed record CallNode(string Function, ImmutableArray<MathNode> Arguments) : MathNode
{
    public CallNode(string function, params ReadOnlySpan<MathNode> arguments)
        : this(function, ImmutableArray.Create(arguments))
    {
    }
}

/// <summary>Elements between brackets: a set in braces, else a tuple or an interval.</summary>
internal sealed record CollectionNode(char Open, char Close, ImmutableArray<MathNode> Items) : MathNode;

/// <summary>Answers side by side, as the solutions of an equation.</summary>
/// <param name="Items">At least two.</param>
/// <param name="IsConjunction">Whether "and" joined them: of inequalities all must hold.</param>
internal sealed record ListNode(ImmutableArray<MathNode> Items, bool IsConjunction) : MathNode;

/// <summary>A matrix.</summary>
internal sealed record MatrixNode(ImmutableArray<ImmutableArray<MathNode>> Rows) : MathNode;

/// <summary>A chain of equations or inequalities: a ≤ x &lt; b.</summary>
internal sealed record RelationNode(ImmutableArray<MathNode> Operands, ImmutableArray<string> Operators) : MathNode;

/// <summary>A value with its unit.</summary>
internal sealed record QuantityNode(MathNode Value, MeasurementUnit Unit) : MathNode;
