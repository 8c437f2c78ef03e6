using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>A function of one number, sixteen at a time.</summary>
internal interface IElementFunction
{
    static abstract Vector512<float> Invoke(Vector512<float> x);
}
