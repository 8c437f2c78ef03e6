namespace InferenceScaling.Models.Cpu;

/// <summary>A page and the neighbouring rows of a block that attend to it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Start">Position of its first token.</param>
/// <param name="Count">Tokens it holds.</param>
/// <param name="First">First of the rows, in the plan's order.</param>
/// <param name="Last">Last of them.</param>
internal readonly record struct PageSpan(int Page, int Start, int Count, int First, int Last);
