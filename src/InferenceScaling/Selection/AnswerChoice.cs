using System.Collections.Immutable;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>What a selector decided, and how clearly.</summary>
/// <param name="Candidate">A candidate with the chosen answer: the one with the best score, or the first in path order.</param>
/// <param name="Confidence">The chosen answer's share of the votes' weight, in [0, 1].</param>
/// <param name="Votes">All answers, heaviest first.</param>
public sealed record AnswerChoice(ReasoningCandidate Candidate, double Confidence, ImmutableArray<AnswerVote> Votes);
