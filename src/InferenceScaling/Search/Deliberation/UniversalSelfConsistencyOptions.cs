using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Deliberation;

/// <summary>Options of <see cref="UniversalSelfConsistencySearch"/>.</summary>
public sealed class UniversalSelfConsistencyOptions
{
    /// <summary>Number of answers to choose from.</summary>
    /// <value>The default is 8. The range is 1 to 1,024; all must fit the model's context.</value>
    [Range(1, 1024)]
    public int Samples { get; set; } = 8;

    /// <summary>How often the model is asked to choose.</summary>
    /// <value>The default is 1. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Votes { get; set; } = 1;

    /// <summary>Asks for the choice; {question} and {responses} are filled in. The answer's last number counts.</summary>
    [Required]
    public string Prompt { get; set; } =
        "I have generated the following responses to the question:\n{question}\n\n{responses}\n\nEvaluate these responses and select the most consistent one by majority consensus. End with: The most consistent response is Response";
}
