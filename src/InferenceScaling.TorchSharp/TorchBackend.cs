using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Decoder;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.TorchSharp;

/// <summary>Adds <c>Backend.Torch()</c>.</summary>
public static class TorchBackend
{
    extension(Backend)
    {
        /// <summary>libtorch, on a CPU or an NVIDIA GPU.</summary>
        /// <param name="device">Where to compute, as PyTorch spells it: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
        public static Backend Torch(string device = "cpu") => Torch(new TorchOptions { Device = device });

        /// <summary>libtorch, with settings.</summary>
        /// <param name="options">The settings.</param>
        /// <exception cref="ArgumentException">The device is none of PyTorch's, the number of threads is not positive, or <see cref="TorchOptions.QuantizedProducts"/> is none of its values.</exception>
        public static Backend Torch(TorchOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            var device = options.Device;
            if (device is not ("cpu" or "cuda") && !(device.StartsWith("cuda:", StringComparison.Ordinal) && uint.TryParse(device.AsSpan(5), out _)))
                throw new ArgumentException($"The device is '{device}'; expected 'cpu', 'cuda' or 'cuda:' and a number.", nameof(options));
            if (options.Threads is < 1 or > 1024)
                throw new ArgumentException($"{options.Threads} threads; expected 1 to 1024, or null.", nameof(options));
            _ = ProductChoice.Wants(options);
            return new LibtorchBackend(options);
        }
    }

    private sealed class LibtorchBackend(TorchOptions options) : Backend
    {
        // Answers depend on all of it: journals keep this.
        public override string ToString()
        {
            var type = options.DataType == TorchDataType.Float32 ? "" : $", {options.DataType}";
            var products = ProductChoice.Wants(options) ? ", integer products" : "";
            return $"libtorch ({options.Device}{type}{products})";
        }

        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights)
        {
            TorchRuntime.EnsureLoaded();
            var onCpu = options.Device == "cpu";
            if (onCpu && options.Threads is { } threads)
                torch.set_num_threads(threads);
            if (!onCpu && !torch.cuda.is_available())
            {
                throw new TorchUnavailableException(
                    $"Device '{options.Device}' was asked for, but libtorch finds no CUDA device. Add TorchSharp-cuda-linux or TorchSharp-cuda-windows instead of TorchSharp-cpu to the application, check the driver with nvidia-smi, or use 'cpu'.");
            }

            return new TorchExecutor(config, weights, options);
        }
    }
}
