using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>fp32.</summary>
internal readonly unsafe struct SingleElement : ICacheElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* page, nint index) => Avx512F.LoadVector512((float*)page + index);
}
