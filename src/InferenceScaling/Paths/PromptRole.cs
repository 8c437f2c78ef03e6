namespace InferenceScaling.Paths;

/// <summary>Who speaks in a prompt.</summary>
public enum PromptRole
{
    /// <summary>Instructions to the model.</summary>
    System,

    /// <summary>The person who asks.</summary>
    User,

    /// <summary>The model, in earlier turns.</summary>
    Assistant,
}
