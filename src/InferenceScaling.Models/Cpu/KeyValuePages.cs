using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>Keys and values of all layers, by page. Keys lie [head][dimension][token], so that 16 scores are one vector; values [head][token][dimension], padded to whole vectors.</summary>
internal sealed unsafe class KeyValuePages : IDisposable
{
    public const int PageSize = 16;

    private readonly List<NativeBuffer> _slabs = [];
    private readonly int _headSize;
    private readonly int _headCount;
    private readonly long _layerLength;
    private readonly long _pageLength;
    private nint[] _pages = [];

    public KeyValuePages(DecoderConfig config)
    {
        _headSize = config.Attention.HeadSize;
        _headCount = config.Attention.KeyValueHeadCount;
        ValueStride = (_headSize + 15) / 16 * 16;
        _layerLength = (long)_headCount * PageSize * (_headSize + ValueStride);
        _pageLength = config.LayerCount * _layerLength;
    }

    /// <summary>From one token's value to the next.</summary>
    public int ValueStride { get; }

    public long BytesPerPage => _pageLength * sizeof(float);

    public int Count => _pages.Length;

    /// <summary>Pages never move: growing adds a slab.</summary>
    public void Reserve(int pages)
    {
        if (pages <= _pages.Length)
            return;
        var added = Math.Max(pages - _pages.Length, Math.Max(16, _pages.Length / 4));
        var slab = new NativeBuffer(added * _pageLength);
        _slabs.Add(slab);
        var first = _pages.Length;
        Array.Resize(ref _pages, first + added);
        for (var index = 0; index < added; index++)
            _pages[first + index] = (nint)(slab.Pointer + (index * _pageLength));
    }

    public float* Keys(int page, int layer, int head) => (float*)_pages[page] + (layer * _layerLength) + ((long)head * PageSize * _headSize);

    public float* Values(int page, int layer, int head) => (float*)_pages[page] + (layer * _layerLength) + ((long)_headCount * PageSize * _headSize) + ((long)head * PageSize * ValueStride);

    public void Store(int slot, int layer, int head, float* key, float* value)
    {
        var (page, offset) = Math.DivRem(slot, PageSize);
        var keys = Keys(page, layer, head) + offset;
        var values = Values(page, layer, head) + ((long)offset * ValueStride);
        for (var index = 0; index < _headSize; index++)
        {
            keys[index * PageSize] = key[index];
            values[index] = value[index];
        }

        for (var index = _headSize; index < ValueStride; index++)
            values[index] = 0;
    }

    public void Dispose()
    {
        foreach (var slab in _slabs)
            slab.Dispose();
        _slabs.Clear();
        _pages = [];
    }
}
