namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>How thoughts are judged.</summary>
public enum ThoughtJudge
{
    /// <summary>The model says of each thought alone whether it is sure, likely or impossible to lead to a solution.</summary>
    Value,

    /// <summary>The model reads all thoughts of a level and votes for the most promising one.</summary>
    Vote,

    /// <summary>The verifier scores them.</summary>
    Verifier,
}
