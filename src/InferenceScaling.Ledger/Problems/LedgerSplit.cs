namespace InferenceScaling.Ledger.Problems;

/// <summary>Which problems may be drawn. The first byte of the MD5 hash of a problem's token ids decides: no problem is in both classes, whoever drew it.</summary>
public enum LedgerSplit
{
    /// <summary>Problems to learn from: 63 of 64.</summary>
    Training,

    /// <summary>Problems to test on: the hash is below 4, 1 of 64.</summary>
    HeldOut,
}
