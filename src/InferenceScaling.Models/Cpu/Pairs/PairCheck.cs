namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>Compares products of pairs with the kernels for fp32, once, before they are trusted.</summary>
internal static unsafe class PairCheck
{
    private const int Size = 16;
    private const int Stride = 64;
    private const int Tokens = KeyValuePages.PageSize;

    // An odd number: the last pair lacks its second.
    private const int Count = 5;

    // All that there is code for, and more than it takes at once.
    private const int Rows = 15;

    public static bool IsRight(PairProducts products)
    {
        var state = 1u;
        using var numbers = new NativeBuffer((Rows + Tokens) * (Size + Stride));
        for (var index = 0; index < numbers.Length; index++)
            numbers.Pointer[index] = Next(ref state);
        for (var rows = 1; rows <= Rows; rows++)
        {
            if (!HasScores(products, rows, numbers.Pointer))
                return false;
            for (var parts = 1; parts <= PairCode.MostParts; parts++)
            {
                if (!HasMixtures(products, rows, parts, numbers.Pointer))
                    return false;
            }
        }

        return true;
    }

    private static bool HasScores(PairProducts products, int rows, float* numbers)
    {
        var keys = numbers + (Rows * Size);
        using var pairs = new NativeBuffer((Rows + Tokens) * Size);
        using var results = new NativeBuffer(2 * Rows * Tokens);
        using var wide = new NativeBuffer(Tokens * Size);
        var queries = (uint*)pairs.Pointer;
        var page = queries + (Rows * Size);
        for (var token = 0; token < Tokens; token++)
            PairLayout.StoreKey(keys + (token * Size), Size, page, token);
        PairLayout.WidenKeys(page, Size, wide.Pointer);
        for (var row = 0; row < rows; row++)
        {
            PairLayout.Pack(numbers + (row * Size), Size, queries + (row * Size / 2));
            PagedAttention.Score(numbers + (row * Size), wide.Pointer, Size, results.Pointer + (row * Tokens));
        }

        var found = results.Pointer + (Rows * Tokens);
        var call = new PairCall { Rows = (ushort*)queries, RowStride = Size * sizeof(ushort), Page = (ushort*)page, Steps = Size / 8, Results = found, ResultStride = Tokens * sizeof(float) };
        products.Score(rows, &call);
        return Same(results.Pointer, found, rows * Tokens);
    }

    private static bool HasMixtures(PairProducts products, int rows, int parts, float* numbers)
    {
        var width = 16 * parts;
        using var page = new NativeBuffer(Tokens * Stride);
        using var wide = new NativeBuffer(Tokens * Stride);
        using var results = new NativeBuffer(2 * Rows * Stride);
        using var reversed = new NativeBuffer(Rows * Tokens);
        for (var token = 0; token < Tokens; token++)
            PairLayout.StoreValue(numbers + (token * Stride), Stride, (ushort*)page.Pointer, Stride, token);
        PairLayout.WidenValues((uint*)page.Pointer, Stride, wide.Pointer);
        new Span<float>(results.Pointer, 2 * Rows * Stride).Clear();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < width; column += 16)
                PagedAttention.Accumulate16(numbers + (row * Tokens), wide.Pointer + column, Stride, Count, results.Pointer + (row * Stride) + column);
            for (var token = 0; token < Tokens; token++)
                ((ushort*)reversed.Pointer)[((row + 1) * Tokens) - 1 - token] = CacheFormats.Halve(numbers[(row * Tokens) + token]);
        }

        var found = results.Pointer + (Rows * Stride);
        var call = new PairCall { Rows = (ushort*)reversed.Pointer + (Tokens - 2), RowStride = Tokens * sizeof(ushort), Page = (ushort*)page.Pointer, PairStride = Stride * sizeof(uint), Steps = Count / 2, Mask = PairCall.All, Results = found, ResultStride = Stride * sizeof(float) };
        var last = call with { Rows = call.Rows - (Count - 1), Page = call.Page + ((Count - 1) * Stride), Steps = 1, Mask = PairCall.UpperOnly };
        products.Mix(rows, parts, &call);
        products.Mix(rows, parts, &last);
        return Same(results.Pointer, found, rows * Stride);
    }

    private static bool Same(float* expected, float* found, int count) => new ReadOnlySpan<int>(expected, count).SequenceEqual(new(found, count));

    // Bf16 of its own accord, of mixed sizes: the order and the rounding of sums show.
    private static float Next(ref uint state)
    {
        state = (state * 1664525) + 1013904223;
        return (((state >> 24) & 0x7F) + 128) * ((state >> 20 & 1) == 0 ? -0.001953125f : 0.0625f);
    }
}
