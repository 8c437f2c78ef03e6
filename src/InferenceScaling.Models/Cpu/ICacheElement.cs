using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>How a page keeps numbers that kernels read without a copy in fp32.</summary>
internal unsafe interface ICacheElement
{
    /// <summary>16 numbers in fp32.</summary>
    /// <param name="page">The page's keys or values.</param>
    /// <param name="index">The first of them.</param>
    static abstract Vector512<float> Load(void* page, nint index);
}
