namespace InferenceScaling.Answers.Mathematics;

/// <summary>What an answer is.</summary>
internal enum MathAnswerKind
{
    /// <summary>A number or an expression.</summary>
    Scalar,

    /// <summary>Several answers, such as the solutions of an equation, or a set of them.</summary>
    List,

    /// <summary>An ordered tuple, which an open interval looks like.</summary>
    Tuple,

    /// <summary>A column of a matrix.</summary>
    Column,

    /// <summary>A matrix.</summary>
    Matrix,

    /// <summary>A set of real numbers, such as an interval.</summary>
    RealSet,

    /// <summary>An equation or inequality between expressions.</summary>
    Relation,

    /// <summary>The letter of a choice.</summary>
    Choice,

    /// <summary>Words.</summary>
    Text,

    /// <summary>Not understood.</summary>
    Opaque,
}
