using System.IO.MemoryMappedFiles;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>A borrowed span of a <see cref="MappedFile"/>; the mapping lives at least until this is disposed.</summary>
internal readonly unsafe ref struct MappedBytes
{
    private readonly MemoryMappedViewAccessor? _view;

    public MappedBytes(MemoryMappedViewAccessor view, long offset, int length)
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _view = view;
        Span = new ReadOnlySpan<byte>(pointer + view.PointerOffset + offset, length);
    }

    public ReadOnlySpan<byte> Span { get; }

    public void Dispose() => _view?.SafeMemoryMappedViewHandle.ReleasePointer();
}
