namespace InferenceScaling.Models.Checkpoints;

/// <summary>Named tensors and metadata in a file or a folder. Readers map files into memory, so opening is cheap and a tensor's bytes are read when asked for.</summary>
/// <remarks>Reading is thread-safe. Files are hostile input: every reader checks offsets, sizes and counts before it allocates, and throws <see cref="CheckpointFormatException"/>.</remarks>
public abstract class Checkpoint : IDisposable
{
    /// <summary>Path of the file or folder, for messages.</summary>
    public abstract string Location { get; }

    /// <summary>The tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

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
    public abstract void ReadSingles(string name, long elementOffset, Span<float> destination);

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
