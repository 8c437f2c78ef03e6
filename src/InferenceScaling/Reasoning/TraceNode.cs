using InferenceScaling.Paths;

namespace InferenceScaling.Reasoning;

/// <summary>A step of the search tree, as data.</summary>
/// <param name="Place">The ordinals from the root, such as <c>0.3.1</c>; the parent's place is this without the last number.</param>
/// <param name="Text">The step's text.</param>
/// <param name="Finish">Why the step ended.</param>
/// <param name="Tokens">Tokens generated for it.</param>
/// <param name="LogLikelihood">Sum of the tokens' log-probabilities; null if the generator does not know them.</param>
/// <param name="Score">The verifier's score of the path down to this step; null if it was not scored.</param>
public sealed record TraceNode(string Place, string Text, StepFinish Finish, long Tokens, double? LogLikelihood, double? Score);
