using System.Numerics;
using System.Runtime.InteropServices;
using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Regression;

/// <summary>Work that no change to the library touches, done beside what is measured: a slower or busier machine slows both.</summary>
internal sealed unsafe class Calibration : IDisposable
{
    private const int Floats = 32 << 20;
    private const int Products = 1 << 21;
    private const int Lookups = 1 << 20;

    private readonly Dictionary<ulong, ulong> _table = [];
    private readonly Func<double> _work;
    private float* _memory;

    private Calibration(string name, Func<Calibration, double> work)
    {
        Name = name;
        _work = () => work(this);
    }

    public string Name { get; }

    /// <summary>What it came to, so that no compiler leaves it out.</summary>
    public double Result { get; private set; }

    /// <summary>Reads 128 MB: for what waits for weights.</summary>
    public static Calibration Memory()
    {
        var calibration = new Calibration("memory", self => ReadBandwidth.Sum(self._memory, Floats)) { _memory = (float*)NativeMemory.AlignedAlloc(Floats * sizeof(float), 64) };
        new Span<float>(calibration._memory, Floats).Fill(1);
        return calibration;
    }

    /// <summary>Multiplies and adds in registers: for what waits for arithmetic.</summary>
    public static Calibration Arithmetic() => new("arithmetic", static _ => Multiply());

    /// <summary>Looks up numbers in a table and hashes them: for what waits for branches and caches.</summary>
    public static Calibration Lookup()
    {
        var calibration = new Calibration("lookup", self => self.Hash());
        for (ulong key = 0; key < 4096; key++)
            calibration._table[key] = key * 0x9E3779B97F4A7C15;
        return calibration;
    }

    public void Run() => Result += _work();

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private static double Multiply()
    {
        var factor = new Vector<float>(0.999f);
        var (a, b, c, d) = (factor, factor, factor, factor);
        var (e, f, g, h) = (a, b, c, d);
        for (var index = 0; index < Products; index++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, factor);
            b = Vector.FusedMultiplyAdd(b, factor, factor);
            c = Vector.FusedMultiplyAdd(c, factor, factor);
            d = Vector.FusedMultiplyAdd(d, factor, factor);
            e = Vector.FusedMultiplyAdd(e, factor, factor);
            f = Vector.FusedMultiplyAdd(f, factor, factor);
            g = Vector.FusedMultiplyAdd(g, factor, factor);
            h = Vector.FusedMultiplyAdd(h, factor, factor);
        }

        return Vector.Sum(a + b + c + d + e + f + g + h);
    }

    private double Hash()
    {
        var state = 1UL;
        for (var index = 0; index < Lookups; index++)
            state = BitOperations.RotateLeft(state ^ _table[(state >> 20) & 4095], 13) + (ulong)index;
        return state & 1;
    }
}
