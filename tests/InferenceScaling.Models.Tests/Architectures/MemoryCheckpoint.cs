using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Tests.Architectures;

/// <summary>A checkpoint in memory: element i of every tensor is i.</summary>
internal sealed class MemoryCheckpoint : Checkpoint
{
    private readonly Dictionary<string, TensorEntry> _tensors = new(StringComparer.Ordinal);

    public override string Location => "memory";

    public override IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    public bool IsDisposed { get; private set; }

    public MemoryCheckpoint Add(string name, params long[] shape)
    {
        var entry = new TensorEntry(name, TensorType.F32, [.. shape], shape.Aggregate(4L, (product, size) => product * size));
        _tensors[name] = entry;
        return this;
    }

    public MemoryCheckpoint Without(string name)
    {
        _tensors.Remove(name);
        return this;
    }

    public override void ReadBytes(string name, long byteOffset, Span<byte> destination)
    {
        var values = new float[destination.Length / 4];
        ReadSingles(name, byteOffset / 4, values);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(destination);
    }

    public override void ReadSingles(string name, long elementOffset, Span<float> destination)
    {
        for (var index = 0; index < destination.Length; index++)
            destination[index] = elementOffset + index;
    }

    protected override void Dispose(bool disposing) => IsDisposed = true;
}
