using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>Options of <see cref="TreeOfThoughtsSearch"/>.</summary>
public sealed class TreeOfThoughtsOptions
{
    /// <summary>The order of the search.</summary>
    public ThoughtOrder Order { get; set; }

    /// <summary>How thoughts are judged.</summary>
    public ThoughtJudge Judge { get; set; }

    /// <summary>Thoughts that survive a level; in a depth-first search, paths that have to end.</summary>
    /// <value>The default is 5. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Breadth { get; set; } = 5;

    /// <summary>Thoughts sampled from each.</summary>
    /// <value>The default is 5. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Branching { get; set; } = 5;

    /// <summary>Judgements asked of each thought, or votes of each level.</summary>
    /// <value>The default is 3. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Judgements { get; set; } = 3;

    /// <summary>Most thoughts that are expanded.</summary>
    /// <value>The default is 100. The range is 1 to 1,048,576.</value>
    [Range(1, 1048576)]
    public int Expansions { get; set; } = 100;

    /// <summary>A depth-first search leaves thoughts whose value is below this share of the largest possible one.</summary>
    /// <value>The default is 0.01. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double PruneBelow { get; set; } = 0.01;

    /// <summary>Asks for the value of a thought; {question} and {thoughts} are filled in. The answer's last "sure", "likely" or "impossible" counts.</summary>
    [Required]
    public string ValuePrompt { get; set; } =
        "Question:\n{question}\n\nReasoning so far:\n{thoughts}\n\nCan this reasoning still lead to a correct answer? Think briefly, then end with one word: sure, likely or impossible.";

    /// <summary>Asks for a vote; {question} and {choices} are filled in. The answer's last number counts.</summary>
    [Required]
    public string VotePrompt { get; set; } =
        "Question:\n{question}\n\nHere are several beginnings of an answer:\n{choices}\n\nCompare them and decide which is the most promising. End with: The best choice is number";
}
