using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>A function of one number, eight at a time.</summary>
internal interface IElementFunction
{
    static abstract Vector256<float> Invoke(Vector256<float> x);
}
