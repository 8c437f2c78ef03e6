namespace InferenceScaling.Ledger.Problems;

/// <summary>How a fact of a Ledger problem says how many somebody has.</summary>
public enum LedgerRelation
{
    /// <summary>"Ana has 7 coins."</summary>
    Constant,

    /// <summary>"Ana has 7 more coins than Ben."</summary>
    More,

    /// <summary>"Ana has 7 fewer coins than Ben."</summary>
    Fewer,

    /// <summary>"Ana has 3 times as many coins as Ben."</summary>
    Times,

    /// <summary>"Ana has half as many coins as Ben."</summary>
    Half,

    /// <summary>"Ana has as many coins as Ben and Cara together."</summary>
    Sum,

    /// <summary>"Ana has as many coins as the difference between Ben and Cara."</summary>
    Difference,
}
