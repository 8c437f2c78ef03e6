namespace InferenceScaling.Models.Cpu;

/// <summary>Neighbouring inputs of a panel that share scales; a panel without scales is one run.</summary>
/// <param name="End">The input after the last of them.</param>
/// <param name="Group">Which of the panel's scales.</param>
internal readonly record struct PanelRun(int End, int Group);
