using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Named tensors and metadata in a file or a folder. Readers map files into memory, so opening is cheap and a tensor's bytes are read when asked for.</summary>
/// <remarks>Reading is thread-safe. Files are hostile input: every reader checks offsets, sizes and counts before it allocates, and throws <see cref="CheckpointFormatException"/>.</remarks>
public abstract class Checkpoint : IDisposable
{
    /// <summary>Path of the file or folder, for messages.</summary>
    public abstract string Location { get; }

    /// <summary>The tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Opens a model folder, a <c>.safetensors</c> file, a <c>.gguf</c> file or a llama2.c <c>.bin</c> file; the content decides, not the name.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <returns>The checkpoint; cast to <see cref="Gguf.GgufFile"/>, <see cref="Safetensors.SafetensorsFile"/> or <see cref="Llama2c.Llama2cFile"/> for what only that format has.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="CheckpointFormatException">The format is unknown or refused, or the file is damaged.</exception>
    public static Checkpoint Open(string path) => CheckpointFormats.Open(path);

    /// <summary>Copies the stored bytes of a tensor, unconverted.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    /// <param name="byteOffset">First byte, counted from the tensor's start.</param>
    /// <param name="destination">Receives as many bytes as it is long.</param>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    public abstract void ReadBytes(string name, long byteOffset, Span<byte> destination);

    /// <summary>Reads elements as 32-bit floats, converting or dequantising.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    /// <param name="elementOffset">First element in row-major order; a multiple of the type's block length.</param>
    /// <param name="destination">Receives as many elements as it is long; a multiple of the block length, or the rest of the tensor.</param>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor or cuts a block.</exception>
    /// <exception cref="CheckpointFormatException">The type has no conversion (8-bit floats).</exception>
    public abstract void ReadSingles(string name, long elementOffset, Span<float> destination);

    /// <summary>How a matrix is kept in integers; null where it is not.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    internal virtual QuantizationFormat? Quantization(string name) => null;

    /// <summary>Whether a matrix whose <see cref="Quantization"/> is not null is [out, in] even where its family stores [in, out].</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    internal virtual bool IsOutputMajor(string name) => false;

    /// <summary>Reads rows of a matrix whose <see cref="Quantization"/> is not null.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="CheckpointFormatException">Codes, zero points or group numbers are none of the format's.</exception>
    internal virtual QuantizedMatrix ReadQuantized(string name, int firstRow, int rows) => throw new InvalidOperationException($"{Location}: '{name}' is not kept in integers.");

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases mapped files.</summary>
    /// <param name="disposing">Always true: checkpoints have no finalizer of their own.</param>
    protected abstract void Dispose(bool disposing);
}
