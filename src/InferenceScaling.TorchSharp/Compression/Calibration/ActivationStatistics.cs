using InferenceScaling.Models.Cpu;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>What is known of the activations some matrices read: enough for SmoothQuant, AWQ, GPTQ, Wanda and SparseGPT.</summary>
internal sealed class ActivationStatistics : IDisposable
{
    private const int SampleRows = 512;

    private readonly double[] _squares;
    private readonly double[] _magnitudes;
    private readonly float[] _largest;
    private readonly List<float[]> _sample = [];
    private readonly Tensor? _gram;

    /// <param name="inputs">Width of a row.</param>
    /// <param name="withGram">Whether products of inputs are summed too: inputs² numbers of 8 bytes.</param>
    public ActivationStatistics(int inputs, bool withGram)
    {
        Inputs = inputs;
        _squares = new double[inputs];
        _magnitudes = new double[inputs];
        _largest = new float[inputs];
        _gram = withGram ? zeros([inputs, inputs], float64) : null;
    }

    public int Inputs { get; }

    public long Rows { get; private set; }

    /// <summary>max |x| of each input.</summary>
    public ReadOnlySpan<float> Largest => _largest;

    /// <summary>Mean |x| of each input.</summary>
    public double[] MeanMagnitudes() => Array.ConvertAll(_magnitudes, sum => sum / Math.Max(1, Rows));

    /// <summary>‖x‖₂ of each input over all rows.</summary>
    public double[] Norms() => Array.ConvertAll(_squares, Math.Sqrt);

    /// <summary>Up to 512 rows, evenly from everything seen: [rows, inputs].</summary>
    public float[][] Sample() => [.. _sample];

    /// <summary>H = 2/n · XᵀX in fp64: [inputs, inputs]. Owned by the caller.</summary>
    public Tensor Hessian() => _gram is null
        ? throw new InvalidOperationException("Products of inputs were not summed.")
        : _gram.Times(2.0 / Math.Max(1, Rows));

    /// <summary>Adds rows.</summary>
    /// <exception cref="CompressionException">A number is infinite or NaN.</exception>
    public void Add(string name, Activations input)
    {
        for (var row = 0; row < input.Rows; row++)
        {
            var values = input.Span.Slice(row * input.Width, input.Width);
            for (var index = 0; index < values.Length; index++)
            {
                double value = values[index];
                if (!double.IsFinite(value))
                    throw new CompressionException($"Input {index} of '{name}' is {value} for a calibration token (row {Rows + row}): the model computes no numbers there, before anything was compressed. Check its weights with {nameof(Models.Architectures.DecoderSource)}.{nameof(Models.Architectures.DecoderSource.FindNonFiniteWeights)}.");
                _squares[index] += value * value;
                _magnitudes[index] += Math.Abs(value);
                _largest[index] = Math.Max(_largest[index], Math.Abs(values[index]));
            }

            Keep(Rows + row, values);
        }

        if (_gram is not null)
            AddProducts(input, _gram);
        Rows += input.Rows;
    }

    public void Dispose() => _gram?.Dispose();

    // Every stride-th row; the stride doubles when there are too many.
    private void Keep(long row, ReadOnlySpan<float> values)
    {
        if (row % _stride != 0)
            return;
        _sample.Add(values.ToArray());
        if (_sample.Count < 2 * SampleRows)
            return;
        _stride *= 2;
        var kept = _sample.Where((_, index) => index % 2 == 0).ToArray();
        _sample.Clear();
        _sample.AddRange(kept);
    }

    private long _stride = 1;

    private static void AddProducts(Activations input, Tensor gram)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(input.Span.ToArray(), [input.Rows, input.Width]);
        gram.Add(rows.t().matmul(rows).to(float64));
    }
}
