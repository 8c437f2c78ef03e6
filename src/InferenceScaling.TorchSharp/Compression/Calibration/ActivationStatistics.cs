using InferenceScaling.Models.Cpu;
using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>What is known of the activations some matrices read: enough for SmoothQuant, AWQ, GPTQ, Wanda and SparseGPT.</summary>
internal sealed class ActivationStatistics : IDisposable
{
    private readonly double[] _squares;
    private readonly double[] _magnitudes;
    private readonly float[] _largest;
    private readonly HessianSum? _products;
    private Hessian? _hessian;

    /// <param name="inputs">Width of a row.</param>
    /// <param name="withHessian">Whether products of inputs are summed too: inputs² numbers of 8 bytes.</param>
    public ActivationStatistics(int inputs, bool withHessian)
    {
        Inputs = inputs;
        _squares = new double[inputs];
        _magnitudes = new double[inputs];
        _largest = new float[inputs];
        _products = withHessian ? new(inputs) : null;
    }

    public int Inputs { get; }

    public long Rows { get; private set; }

    /// <summary>max |x| of each input.</summary>
    public ReadOnlySpan<float> Largest => _largest;

    /// <summary>Mean |x| of each input.</summary>
    public float[] MeanMagnitudes() => Array.ConvertAll(_magnitudes, sum => (float)(sum / Math.Max(1, Rows)));

    /// <summary>‖x‖₂ of each input over all rows.</summary>
    public double[] Norms() => Array.ConvertAll(_squares, Math.Sqrt);

    /// <summary>H = 2/n · XᵀX, where it was asked for. Nothing can be added once it was read.</summary>
    public Hessian? Hessian => _hessian ??= _products?.ToHessian();

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
        }

        if (_products is not null)
        {
            using var scope = NewDisposeScope();
            _products.Add(tensor(input.Span.ToArray(), [input.Rows, input.Width]));
        }

        Rows += input.Rows;
    }

    public void Dispose() => _products?.Dispose();
}
