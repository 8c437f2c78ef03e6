using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX-VNNI's VPDPBUSD.</summary>
internal readonly struct VnniDots : IDotProduct<Vector256<int>, Vector256<byte>, Vector256<sbyte>>
{
    public static string Name => "AVX-VNNI";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> weights, Vector256<sbyte> inputs) => AvxVnni.MultiplyWideningAndAdd(sums, weights, inputs);
}
