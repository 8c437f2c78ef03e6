using System.Runtime.Intrinsics;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>Cosines and sines by position, computed in double precision, as far as positions have been seen.</summary>
internal sealed class RotaryTable
{
    private readonly double[] _frequencies;
    private readonly double _scale;
    private int _positions;

    public RotaryTable(RopeConfig rope, bool longSequence)
    {
        _frequencies = RopeFrequencies.Compute(rope, longSequence);
        _scale = rope.AttentionFactor;
    }

    /// <summary>Dimension pairs that turn.</summary>
    public int Pairs => _frequencies.Length;

    /// <summary>[positions, pairs].</summary>
    public float[] Cosines { get; private set; } = [];

    /// <summary>[positions, pairs].</summary>
    public float[] Sines { get; private set; } = [];

    /// <summary>Makes sure that positions 0 to <paramref name="positions"/> − 1 are there.</summary>
    public void Reserve(int positions)
    {
        if (positions <= _positions)
            return;
        var known = _positions;
        _positions = Math.Max(positions, Math.Max(64, known + (known / 2)));
        var cosines = new float[(long)_positions * Pairs];
        var sines = new float[(long)_positions * Pairs];
        Cosines.CopyTo(cosines, 0);
        Sines.CopyTo(sines, 0);
        for (var position = known; position < _positions; position++)
        {
            for (var pair = 0; pair < Pairs; pair++)
            {
                var (sine, cosine) = Math.SinCos(position * _frequencies[pair]);
                cosines[(position * Pairs) + pair] = (float)(cosine * _scale);
                sines[(position * Pairs) + pair] = (float)(sine * _scale);
            }
        }

        Cosines = cosines;
        Sines = sines;
    }

    /// <summary>Turns one head in place: pair i is dimensions i and i + <see cref="Pairs"/>.</summary>
    public unsafe void Rotate(float* head, int position)
    {
        fixed (float* cosines = &Cosines[position * Pairs], sines = &Sines[position * Pairs])
        {
            var pair = 0;
            for (; Vector512.IsHardwareAccelerated && pair + 16 <= Pairs; pair += 16)
            {
                var (a, b) = (Vector512.Load(head + pair), Vector512.Load(head + pair + Pairs));
                var (cosine, sine) = (Vector512.Load(cosines + pair), Vector512.Load(sines + pair));
                ((a * cosine) - (b * sine)).Store(head + pair);
                ((b * cosine) + (a * sine)).Store(head + pair + Pairs);
            }

            for (; pair + 8 <= Pairs; pair += 8)
            {
                var (a, b) = (Vector256.Load(head + pair), Vector256.Load(head + pair + Pairs));
                var (cosine, sine) = (Vector256.Load(cosines + pair), Vector256.Load(sines + pair));
                ((a * cosine) - (b * sine)).Store(head + pair);
                ((b * cosine) + (a * sine)).Store(head + pair + Pairs);
            }

            for (; pair < Pairs; pair++)
            {
                var (a, b) = (head[pair], head[pair + Pairs]);
                head[pair] = (a * cosines[pair]) - (b * sines[pair]);
                head[pair + Pairs] = (b * cosines[pair]) + (a * sines[pair]);
            }
        }
    }
}
