namespace InferenceScaling.Ledger.Derivations;

/// <summary>What is right or wrong about one step of a solution. An exact judge gives it; no model is asked.</summary>
public enum LedgerVerdict
{
    /// <summary>The step is right, given what is written before it.</summary>
    Ok,

    /// <summary>The step has not the form of a derivation or an answer, or not the next number, or comes after the answer.</summary>
    Malformed,

    /// <summary>The problem has no fact of this name.</summary>
    UnknownName,

    /// <summary>The name was derived before.</summary>
    Repeated,

    /// <summary>The names, the sign or the number before the first equals sign are not those of the fact.</summary>
    WrongPlan,

    /// <summary>The step needs a value that is not derived yet.</summary>
    NotReady,

    /// <summary>What is put in for a name is not what was written for it.</summary>
    WrongSubstitution,

    /// <summary>The result is not what the written numbers come to.</summary>
    WrongArithmetic,

    /// <summary>The answer is given before the value that is asked for is derived.</summary>
    Premature,

    /// <summary>The answer is not the value that was derived.</summary>
    WrongAnswer,
}
