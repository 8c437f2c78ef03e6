namespace InferenceScaling.Ledger.Derivations;

/// <summary>What a step has to be right about.</summary>
public enum LedgerSemantics
{
    /// <summary>The step itself: one that goes on correctly from a wrong value is right. One error costs one step, so that scores multiply.</summary>
    Local,

    /// <summary>The step and all before it.</summary>
    Prefix,
}
