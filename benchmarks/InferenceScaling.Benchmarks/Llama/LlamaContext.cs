using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Llama;

/// <summary>A cache of sequences and the batch that is run on it next.</summary>
internal sealed unsafe class LlamaContext : IDisposable
{
    private readonly nint _threads;
    private readonly nint _memory;
    private readonly int _capacity;
    private readonly int _vocabulary;
    private nint _handle;
    private LlamaBatch _batch;
    private int* _sequences;

    public LlamaContext(nint handle, int threads, int capacity, int vocabulary)
    {
        (_handle, _capacity, _vocabulary) = (handle, capacity, vocabulary);
        _memory = LlamaNative.MemoryOf(handle);
        _threads = LlamaLibrary.CreateThreadPool(threads);
        LlamaNative.AttachThreadPool(handle, _threads, _threads);
        _batch = new()
        {
            Tokens = Allocate<int>(capacity),
            Positions = Allocate<int>(capacity),
            SequenceCounts = Allocate<int>(capacity),
            Sequences = (int**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(int*)),
            Outputs = Allocate<sbyte>(capacity),
        };
        _sequences = Allocate<int>(capacity);
        for (var index = 0; index < capacity; index++)
        {
            _batch.SequenceCounts[index] = 1;
            _batch.Sequences[index] = _sequences + index;
        }
    }

    /// <summary>Adds a token to the batch.</summary>
    /// <returns>Its index, by which <see cref="Logits"/> finds its outputs.</returns>
    public int Add(int token, int position, int sequence, bool output)
    {
        var index = _batch.TokenCount;
        if (index == _capacity)
            throw new InvalidOperationException($"llama.cpp takes {_capacity} tokens a batch.");
        _batch.Tokens[index] = token;
        _batch.Positions[index] = position;
        _sequences[index] = sequence;
        _batch.Outputs[index] = (sbyte)(output ? 1 : 0);
        return _batch.TokenCount++;
    }

    /// <summary>Adds tokens of which the outputs of the last one are wanted.</summary>
    public int Add(ReadOnlySpan<int> tokens, int position, int sequence)
    {
        var last = -1;
        for (var index = 0; index < tokens.Length; index++)
            last = Add(tokens[index], position + index, sequence, output: index == tokens.Length - 1);
        return last;
    }

    /// <summary>Runs the batch and waits for it.</summary>
    public void Run()
    {
        var status = LlamaNative.Decode(_handle, _batch);
        LlamaNative.Synchronize(_handle);
        _batch.TokenCount = 0;
        if (status != 0)
            throw new InvalidOperationException($"llama_decode returned {status}.");
    }

    /// <summary>The outputs of a token of the last batch.</summary>
    public ReadOnlySpan<float> Logits(int index) => new(LlamaNative.Logits(_handle, index), _vocabulary);

    /// <summary>Draws the next token by the outputs of a token of the last batch.</summary>
    public int Sample(LlamaSampler sampler, int index) => LlamaNative.Sample(sampler.Handle, _handle, index);

    /// <summary>Lets a sequence begin with all tokens of another one.</summary>
    public void Copy(int source, int destination) => LlamaNative.CopySequence(_memory, source, destination, -1, -1);

    /// <summary>Forgets the tokens of a sequence from a position on.</summary>
    public void Remove(int sequence, int start = 0) => _ = LlamaNative.RemoveSequence(_memory, sequence, start, -1);

    public void Clear() => LlamaNative.ClearMemory(_memory, 1);

    public void Dispose()
    {
        if (_handle == 0)
            return;
        LlamaNative.FreeContext(_handle);
        LlamaLibrary.FreeThreadPool(_threads);
        NativeMemory.Free(_batch.Tokens);
        NativeMemory.Free(_batch.Positions);
        NativeMemory.Free(_batch.SequenceCounts);
        NativeMemory.Free(_batch.Sequences);
        NativeMemory.Free(_batch.Outputs);
        NativeMemory.Free(_sequences);
        _handle = 0;
        _batch = default;
        _sequences = null;
    }

    private static T* Allocate<T>(int count)
        where T : unmanaged => (T*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(T));
}
