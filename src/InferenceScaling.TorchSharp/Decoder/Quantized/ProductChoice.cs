using InferenceScaling.Models.Architectures;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>Decides which matrices that the checkpoint keeps in integers are multiplied as integers. The others are widened at load.</summary>
/// <remarks>
/// Widened are: 4 and 8 bits for the weights alone, because libtorch's kernels for them take bf16 activations, with fp32 they are many times slower than the widened product on a CPU, and on CUDA none was measured;
/// groups of inputs, because a product for each group takes one and a half to four times as long as the widened one (measured on a CPU, groups of 32); and layers made of several matrices of which some are not in integers.
/// A tied embedding is widened too: its rows are looked up in fp32, and one copy serves both uses.
/// </remarks>
internal sealed class ProductChoice
{
    private readonly ILogger _logger;
    private readonly bool _allowsIntegers;
    private int _integers;
    private int _widened;

    /// <exception cref="ArgumentOutOfRangeException">There is no such setting.</exception>
    public ProductChoice(TorchOptions options, Device device)
    {
        _logger = options.Logger ?? NullLogger.Instance;
        if (!Wants(options))
            return;
        var defect = IntegerProductCheck.Defect(device);
        _allowsIntegers = defect is null;
        if (defect is not null)
            ProductLog.Unavailable(_logger, options.Device, defect);
    }

    /// <summary>Whether the settings ask for integers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such setting.</exception>
    public static bool Wants(TorchOptions options) => options.QuantizedProducts switch
    {
        QuantizedProducts.Auto => options.Device != "cpu",
        QuantizedProducts.Always => true,
        QuantizedProducts.Never => false,
        _ => throw new ArgumentOutOfRangeException(
            nameof(options),
            options.QuantizedProducts,
            $"{nameof(TorchOptions.QuantizedProducts)} is {(int)options.QuantizedProducts}; expected {nameof(QuantizedProducts.Auto)}, {nameof(QuantizedProducts.Always)} or {nameof(QuantizedProducts.Never)}."),
    };

    /// <summary>Whether matrices, below each other, become one <see cref="IntegerMatrix"/>.</summary>
    public bool TakesIntegers(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var (quantized, taken) = (0, 0);
        foreach (var name in names)
        {
            if (weights.Quantization(name + ".weight") is not { } format)
                continue;
            quantized++;
            if (_allowsIntegers && name != "embed" && IntegerMatrix.Takes(format, weights.Shape(name + ".weight")[1]))
                taken++;
        }

        var takes = taken == names.Length;
        _integers += takes ? quantized : 0;
        _widened += takes ? 0 : quantized;
        return takes;
    }

    /// <summary>Tells the logger what was decided.</summary>
    public void Report()
    {
        if (_integers + _widened > 0)
            ProductLog.Chosen(_logger, _integers, _widened);
    }
}
