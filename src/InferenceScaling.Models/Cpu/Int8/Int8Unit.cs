using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What belongs to a group of a row of activations, as emitted code reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Int8Unit
{
    /// <summary>What one unit stands for; NaN or infinite where a number of the group is.</summary>
    public float Scale;

    /// <summary>−128 · the sum of the group: takes off again what the weights have too much.</summary>
    public int Correction;
}
