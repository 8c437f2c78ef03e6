using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Decoding;

/// <summary>Owns a decoder's weights and key-value storage and runs rows of tokens through it. The boundary between scheduling (managed, ours) and arithmetic (libtorch, SIMD kernels, a GPU).</summary>
/// <remarks>
/// Called from one thread at a time, always the same one: the scheduler's. Only managed memory crosses.
/// A row's result does not depend on the other rows of the batch.
/// </remarks>
public interface IDecoderExecutor : IDisposable
{
    /// <summary>The decoder it runs.</summary>
    DecoderConfig Config { get; }

    /// <summary>Tokens a key-value page holds.</summary>
    int PageSize { get; }

    /// <summary>Key-value storage of one page over all layers, in bytes.</summary>
    long BytesPerPage { get; }

    /// <summary>Memory the weights take, in bytes.</summary>
    long WeightBytes { get; }

    /// <summary>Whether it can write the hidden states of <see cref="DecoderBatch.StateRows"/>.</summary>
    bool GivesStates => false;

    /// <summary>Threads that <see cref="Share"/> has work done by. Unless overridden: the caller's alone.</summary>
    int ThreadCount => 1;

    /// <summary>Makes storage for pages 0 to <paramref name="pages"/> − 1, keeping what earlier pages hold. Never shrinks.</summary>
    /// <param name="pages">Number of pages.</param>
    void Reserve(int pages);

    /// <summary>Runs a batch: stores keys and values of every row at its slot, then writes the outputs of <see cref="DecoderBatch.OutputRows"/>.</summary>
    /// <param name="batch">The rows, at least one.</param>
    /// <param name="outputs">[output rows, <see cref="DecoderConfig.OutputWidth"/>] fp32, row-major: logits, or the head's outputs.</param>
    void Run(DecoderBatch batch, Span<float> outputs);

    /// <summary>Runs a batch and writes hidden states beside the outputs.</summary>
    /// <param name="batch">The rows, at least one.</param>
    /// <param name="outputs">[output rows, <see cref="DecoderConfig.OutputWidth"/>] fp32, row-major: logits, or the head's outputs.</param>
    /// <param name="states">[state rows, <see cref="DecoderConfig.HiddenSize"/>] fp32, row-major: what the head reads, after the final normalisation.</param>
    /// <exception cref="NotSupportedException">States are wanted and <see cref="GivesStates"/> is false.</exception>
    void Run(DecoderBatch batch, Span<float> outputs, Span<float> states)
    {
        if (!states.IsEmpty)
            throw new NotSupportedException($"{GetType().Name} gives no hidden states (see {nameof(GivesStates)}).");
        Run(batch, outputs);
    }

    /// <summary>Has pieces of work done that do not depend on each other, such as drawing the tokens of several requests, by the threads that compute. Unless overridden: one after the other.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="work">Does the piece of a number from 0 on, on the thread of a number from 0 to below <see cref="ThreadCount"/>. It throws nothing.</param>
    void Share(int pieces, Action<int, int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (var piece = 0; piece < pieces; piece++)
            work(piece, 0);
    }
}
