using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Revision;

/// <summary>Options of <see cref="SequentialRevisionSearch"/>.</summary>
public sealed class SequentialRevisionOptions
{
    /// <summary>Chains side by side. Easy questions profit from few chains with many revisions, hard ones from more chains.</summary>
    /// <value>The default is 4. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Chains { get; set; } = 4;

    /// <summary>Answers of a chain, the first included.</summary>
    /// <value>The default is 4. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Attempts { get; set; } = 4;

    /// <summary>What is written after an answer to have it revised.</summary>
    [Required]
    public string RevisionText { get; set; } = "\n\nLet me check this answer and correct it where it is wrong.\n\n";
}
