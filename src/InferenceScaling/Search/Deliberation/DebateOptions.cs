using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Deliberation;

/// <summary>Options of <see cref="DebateSearch"/>.</summary>
public sealed class DebateOptions
{
    /// <summary>Number of debaters.</summary>
    /// <value>The default is 3. The range is 2 to 1,024.</value>
    [Range(2, 1024)]
    public int Debaters { get; set; } = 3;

    /// <summary>Rounds after the first answers.</summary>
    /// <value>The default is 2. The range is 1 to 64.</value>
    [Range(1, 64)]
    public int Rounds { get; set; } = 2;

    /// <summary>What a debater reads after each round; {answers} is filled in with what the others said.</summary>
    [Required]
    public string ReconsiderText { get; set; } = "\n\nOthers answered as follows:\n{answers}\n\nTaking their arguments into account, the answer has to be reconsidered.\n\n";
}
