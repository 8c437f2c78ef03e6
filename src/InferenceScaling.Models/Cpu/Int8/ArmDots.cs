using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Arm's SDOT.</summary>
internal readonly struct ArmDots : IDotProduct<Vector128<int>, Vector128<sbyte>, Vector128<sbyte>>
{
    public static string Name => "Arm dot product";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<sbyte> weights, Vector128<sbyte> inputs) => Dp.DotProduct(sums, weights, inputs);
}
