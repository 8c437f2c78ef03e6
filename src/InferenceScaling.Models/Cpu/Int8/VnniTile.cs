using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX-VNNI: four products of bytes a sum and instruction, 256-bit vectors.</summary>
internal sealed unsafe class VnniTile : Int8Tile
{
    public override string Name => "AVX-VNNI";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        const int Half = WeightMatrix.PanelWidth / 2;
        for (var column = 0; column < WeightMatrix.PanelWidth; column += Half)
        {
            var row = 0;
            for (; row + 2 <= rows; row += 2)
                Two(call->X + (row * call->Stride), call->Stride, call->Panel + (column * 4), call->Correction + column, call->Sums + (row * WeightMatrix.PanelWidth) + column, call->Quads);
            if (row < rows)
                One(call->X + (row * call->Stride), call->Panel + (column * 4), call->Correction + column, call->Sums + (row * WeightMatrix.PanelWidth) + column, call->Quads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(byte* x, long stride, sbyte* panel, int* correction, int* sums, long quads)
    {
        Vector256<int> a0 = Vector256.Load(correction), b0 = Vector256.Load(correction + 8), c0 = Vector256.Load(correction + 16), d0 = Vector256.Load(correction + 24);
        Vector256<int> a1 = a0, b1 = b0, c1 = c0, d1 = d0;
        for (var quad = 0L; quad < quads; quad++, x += 4, panel += WeightMatrix.PanelWidth * 4)
        {
            var v0 = Vector256.Create(*(uint*)x).AsByte();
            var v1 = Vector256.Create(*(uint*)(x + stride)).AsByte();
            var w = Vector256.Load(panel);
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, v0, w);
            a1 = AvxVnni.MultiplyWideningAndAdd(a1, v1, w);
            w = Vector256.Load(panel + 32);
            b0 = AvxVnni.MultiplyWideningAndAdd(b0, v0, w);
            b1 = AvxVnni.MultiplyWideningAndAdd(b1, v1, w);
            w = Vector256.Load(panel + 64);
            c0 = AvxVnni.MultiplyWideningAndAdd(c0, v0, w);
            c1 = AvxVnni.MultiplyWideningAndAdd(c1, v1, w);
            w = Vector256.Load(panel + 96);
            d0 = AvxVnni.MultiplyWideningAndAdd(d0, v0, w);
            d1 = AvxVnni.MultiplyWideningAndAdd(d1, v1, w);
        }

        Store(sums, a0, b0, c0, d0);
        Store(sums + WeightMatrix.PanelWidth, a1, b1, c1, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* x, sbyte* panel, int* correction, int* sums, long quads)
    {
        Vector256<int> a = Vector256.Load(correction), b = Vector256.Load(correction + 8), c = Vector256.Load(correction + 16), d = Vector256.Load(correction + 24);
        for (var quad = 0L; quad < quads; quad++, x += 4, panel += WeightMatrix.PanelWidth * 4)
        {
            var v = Vector256.Create(*(uint*)x).AsByte();
            a = AvxVnni.MultiplyWideningAndAdd(a, v, Vector256.Load(panel));
            b = AvxVnni.MultiplyWideningAndAdd(b, v, Vector256.Load(panel + 32));
            c = AvxVnni.MultiplyWideningAndAdd(c, v, Vector256.Load(panel + 64));
            d = AvxVnni.MultiplyWideningAndAdd(d, v, Vector256.Load(panel + 96));
        }

        Store(sums, a, b, c, d);
    }

    private static void Store(int* sums, Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        a.Store(sums);
        b.Store(sums + 8);
        c.Store(sums + 16);
        d.Store(sums + 24);
    }
}
