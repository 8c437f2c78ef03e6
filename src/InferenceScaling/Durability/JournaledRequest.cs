using InferenceScaling.Reasoning;

namespace InferenceScaling.Durability;

/// <summary>A request that a journal knows.</summary>
/// <param name="Id">Its id: the one it was given, or the one that was made from it.</param>
/// <param name="Request">What was asked: run it again, on a reasoner of the same settings, to go on.</param>
/// <param name="Steps">Steps in the journal.</param>
/// <param name="Verdicts">Verdicts in the journal.</param>
/// <param name="HasEnded">Whether its search came to an end; if not, it was killed, cancelled or ran out of time, or it is running.</param>
public sealed record JournaledRequest(string Id, ReasoningRequest Request, int Steps, int Verdicts, bool HasEnded);
