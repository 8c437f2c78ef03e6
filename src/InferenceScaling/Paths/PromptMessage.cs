namespace InferenceScaling.Paths;

/// <summary>One message of a prompt.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">What is said. It is never interpreted: control tokens inside it stay text.</param>
public sealed record PromptMessage(PromptRole Role, string Text);
