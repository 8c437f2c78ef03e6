using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>A function of one number, eight or sixteen at a time.</summary>
internal interface IElementFunction
{
    static abstract Vector256<float> Invoke(Vector256<float> x);

    /// <summary>The same bits for sixteen.</summary>
    static abstract Vector512<float> Invoke(Vector512<float> x);
}
