using InferenceScaling.Budgets;

namespace InferenceScaling.Reasoning;

/// <summary>Another answer leads among the candidates so far, or there is a first one.</summary>
/// <param name="Answer">The answer as written.</param>
/// <param name="CanonicalAnswer">Its canonical form.</param>
/// <param name="Confidence">Its share of the votes' weight so far.</param>
/// <param name="Usage">What the request has cost so far.</param>
public sealed record LeaderChanged(string Answer, string CanonicalAnswer, double Confidence, ReasoningUsage Usage) : ReasoningUpdate(Usage);
