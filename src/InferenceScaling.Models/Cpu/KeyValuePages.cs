using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu.Pairs;

namespace InferenceScaling.Models.Cpu;

/// <summary>Keys and values of all layers, by page. Keys lie [head][dimension][token], so that 16 scores are one vector; values [head][token][dimension], padded to whole vectors; 8-bit ones with a scale a token, bf16 in pairs (<see cref="PairLayout"/>).</summary>
internal sealed unsafe class KeyValuePages : IDisposable
{
    public const int PageSize = 16;

    // So much lies in a last-level cache anyway: asking for it ahead costs more than waiting.
    private const long Near = 8 << 20;

    private readonly List<nint> _slabs = [];
    private readonly CacheType _type;
    private readonly int _headSize;
    private readonly long _keyBytes;
    private readonly long _headBytes;
    private readonly long[] _layers;
    private nint[] _pages = [];

    public KeyValuePages(DecoderConfig config, CacheType type)
    {
        _type = type;
        _headSize = config.Attention.HeadSize;
        ValueStride = Stride(config);
        _keyBytes = KeyBytes(_headSize, type);
        _headBytes = _keyBytes + MatrixBytes(ValueStride, type);
        _layers = new long[config.LayerCount];
        for (var layer = 1; layer < _layers.Length; layer++)
            _layers[layer] = _layers[layer - 1] + (_headBytes * config.AttentionOf(layer - 1).KeyValueHeadCount);
        BytesPerPage = CountBytes(config, type);
    }

    public CacheType Type => _type;

    /// <summary>From one token's value to the next.</summary>
    public int ValueStride { get; }

    public long BytesPerPage { get; }

    public int Count => _pages.Length;

    /// <summary>What a page takes.</summary>
    public static long CountBytes(DecoderConfig config, CacheType type) =>
        (KeyBytes(config.Attention.HeadSize, type) + MatrixBytes(Stride(config), type)) * Enumerable.Range(0, config.LayerCount).Sum(layer => (long)config.AttentionOf(layer).KeyValueHeadCount);

    /// <summary>Pages never move: growing adds a slab.</summary>
    public void Reserve(int pages)
    {
        if (pages <= _pages.Length)
            return;
        var added = Math.Max(pages - _pages.Length, Math.Max(16, _pages.Length / 4));
        var slab = (byte*)NativeBlock.Allocate(checked(added * BytesPerPage));
        _slabs.Add((nint)slab);
        var first = _pages.Length;
        Array.Resize(ref _pages, first + added);
        for (var index = 0; index < added; index++)
            _pages[first + index] = (nint)(slab + (index * BytesPerPage));
    }

    /// <summary>A page's keys in fp32, [dimension][token].</summary>
    /// <param name="page">The page.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The key-value head.</param>
    /// <param name="scratch">Room for them, used where they are kept otherwise.</param>
    public float* Keys(int page, int layer, int head, float* scratch)
    {
        var keys = Head(page, layer, head);
        switch (_type)
        {
            case CacheType.F32:
                return (float*)keys;
            case CacheType.BF16:
                PairLayout.WidenKeys((uint*)keys, _headSize, scratch);
                return scratch;
            default:
                CacheFormats.ScaleColumns((sbyte*)keys, (float*)(keys + (PageSize * _headSize)), _headSize, scratch);
                return scratch;
        }
    }

    /// <summary>A page's values in fp32, [token][<see cref="ValueStride"/>].</summary>
    /// <param name="page">The page.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The key-value head.</param>
    /// <param name="scratch">Room for them, used where they are kept otherwise.</param>
    public float* Values(int page, int layer, int head, float* scratch)
    {
        var values = Head(page, layer, head) + _keyBytes;
        switch (_type)
        {
            case CacheType.F32:
                return (float*)values;
            case CacheType.BF16:
                PairLayout.WidenValues((uint*)values, ValueStride, scratch);
                return scratch;
            default:
                CacheFormats.ScaleRows((sbyte*)values, (float*)(values + (PageSize * ValueStride)), ValueStride, scratch);
                return scratch;
        }
    }

    /// <summary>A page's keys as they are kept.</summary>
    public void* Keys(int page, int layer, int head) => Head(page, layer, head);

    /// <summary>A page's values as they are kept.</summary>
    public void* Values(int page, int layer, int head) => Head(page, layer, head) + _keyBytes;

    /// <summary>Asks for a page's keys, which are read soon: pages lie apart, and the processor by itself reads ahead only within one.</summary>
    /// <param name="page">The page.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The key-value head.</param>
    /// <param name="veryNext">Whether it comes within a page or two, and belongs into the first-level cache.</param>
    public void AskForKeys(int page, int layer, int head, bool veryNext) => Ask(Head(page, layer, head), _keyBytes, veryNext);

    /// <summary>Asks for the values of a page's first tokens.</summary>
    /// <param name="page">The page.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The key-value head.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="veryNext">Whether it comes within a page or two.</param>
    public void AskForValues(int page, int layer, int head, int tokens, bool veryNext) => Ask(Head(page, layer, head) + _keyBytes, ValueBytes(tokens), veryNext);

    /// <summary>Keeps a token's key and value of one head.</summary>
    public void Store(int slot, int layer, int head, float* key, float* value)
    {
        var (page, token) = Math.DivRem(slot, PageSize);
        var keys = Head(page, layer, head);
        var values = keys + _keyBytes;
        switch (_type)
        {
            case CacheType.F32:
                for (var index = 0; index < _headSize; index++)
                    ((float*)keys)[(index * PageSize) + token] = key[index];
                new ReadOnlySpan<float>(value, _headSize).CopyTo(new((float*)values + (token * ValueStride), _headSize));
                new Span<float>((float*)values + (token * ValueStride) + _headSize, ValueStride - _headSize).Clear();
                break;
            case CacheType.BF16:
                PairLayout.StoreKey(key, _headSize, (uint*)keys, token);
                PairLayout.StoreValue(value, _headSize, (ushort*)values, ValueStride, token);
                break;
            default:
                ((float*)(keys + (PageSize * _headSize)))[token] = CacheFormats.Quantize(key, _headSize, (sbyte*)keys + token, PageSize);
                new Span<sbyte>((sbyte*)values + (token * ValueStride), ValueStride).Clear();
                ((float*)(values + (PageSize * ValueStride)))[token] = CacheFormats.Quantize(value, _headSize, (sbyte*)values + (token * ValueStride), 1);
                break;
        }
    }

    public void Dispose()
    {
        foreach (var slab in _slabs)
            NativeBlock.Free((void*)slab);
        _slabs.Clear();
        _pages = [];
    }

    private static int Stride(DecoderConfig config) => (config.Attention.HeadSize + 15) / 16 * 16;

    // Pairs hold two tokens; scales stand behind the last one.
    private long ValueBytes(int tokens) => _type switch
    {
        CacheType.F32 => tokens * (long)ValueStride * sizeof(float),
        CacheType.BF16 => (tokens + 1) / 2 * (long)ValueStride * sizeof(uint),
        _ => _headBytes - _keyBytes,
    };

    private static long KeyBytes(int size, CacheType type) => MatrixBytes(type == CacheType.BF16 ? PairLayout.KeyWidth(size) : size, type);

    private static long MatrixBytes(int width, CacheType type) => PageSize * type switch
    {
        CacheType.Int8 => width + sizeof(float),
        CacheType.BF16 => (long)width * sizeof(ushort),
        _ => (long)width * sizeof(float),
    };

    private void Ask(byte* first, long bytes, bool veryNext)
    {
        const int Line = 64;
        if (!Sse.IsSupported || _pages.Length * BytesPerPage <= Near)
            return;
        for (var offset = 0L; offset < bytes; offset += Line)
        {
            if (veryNext)
                Sse.Prefetch0(first + offset);
            else
                Sse.Prefetch1(first + offset);
        }
    }

    private byte* Head(int page, int layer, int head) => (byte*)_pages[page] + _layers[layer] + (head * _headBytes);
}
