using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Revision;

/// <summary>Options of <see cref="BudgetForcingSearch"/>.</summary>
public sealed class BudgetForcingOptions
{
    /// <summary>Number of paths.</summary>
    /// <value>The default is 1. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Samples { get; set; } = 1;

    /// <summary>How often the end of thinking is ignored.</summary>
    /// <value>The default is 1. The range is 0 to 64.</value>
    [Range(0, 64)]
    public int Continuations { get; set; } = 1;

    /// <summary>Most tokens of thinking; the answer comes on top.</summary>
    /// <value>The default is 1,024. The range is 1 to 16,777,216.</value>
    [Range(1, 16777216)]
    public int ThinkingTokens { get; set; } = 1024;

    /// <summary>What takes the place of an end of thinking that is ignored.</summary>
    [Required]
    public string ContinuationText { get; set; } = "Wait";

    /// <summary>What the model writes when it has thought enough; empty if the end of text is all there is.</summary>
    public string EndOfThinking { get; set; } = "</think>";

    /// <summary>What is written after <see cref="EndOfThinking"/> to get the answer.</summary>
    [Required]
    public string AnswerText { get; set; } = "\nFinal answer:";
}
