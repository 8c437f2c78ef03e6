namespace InferenceScaling.Models.Tests.Checkpoints;

/// <summary>Writes one tiny llama2.c model in both formats: width 4, hidden 6, 2 layers, 2 heads, 1 key-value head, 5 tokens, 3 positions. Every weight has a value of its own.</summary>
internal static class Llama2cBytes
{
    private const int Dim = 4, Hidden = 6, Layers = 2, KeyValueDim = 2, Vocabulary = 5, Positions = 3, HalfHead = 1;

    public static byte[] Legacy(bool tied) =>
    [
        .. Words(Dim, Hidden, Layers, 2, 1, tied ? Vocabulary : -Vocabulary, Positions),
        .. Weights(1, Vocabulary * Dim),
        .. PerLayer(2, Dim),
        .. PerLayer(3, Dim * Dim), .. PerLayer(4, KeyValueDim * Dim), .. PerLayer(5, KeyValueDim * Dim), .. PerLayer(6, Dim * Dim),
        .. PerLayer(7, Dim),
        .. PerLayer(8, Hidden * Dim), .. PerLayer(9, Dim * Hidden), .. PerLayer(10, Hidden * Dim),
        .. Weights(11, Dim),
        .. new byte[2 * Positions * HalfHead * sizeof(float)],
        .. tied ? [] : Weights(12, Vocabulary * Dim),
    ];

    public static byte[] Versioned(bool tied)
    {
        byte[] head = [.. "24ka"u8, .. Words(1, Dim, Hidden, Layers, 2, 1, Vocabulary, Positions), (byte)(tied ? 1 : 0)];
        return
        [
            .. head, .. new byte[256 - head.Length],
            .. PerLayer(2, Dim),
            .. PerLayer(7, Dim),
            .. Weights(11, Dim),
            .. Weights(1, Vocabulary * Dim),
            .. PerLayer(3, Dim * Dim), .. PerLayer(4, KeyValueDim * Dim), .. PerLayer(5, KeyValueDim * Dim), .. PerLayer(6, Dim * Dim),
            .. PerLayer(8, Hidden * Dim), .. PerLayer(9, Dim * Hidden), .. PerLayer(10, Hidden * Dim),
            .. tied ? [] : Weights(12, Vocabulary * Dim),
        ];
    }

    private static byte[] Words(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Weights(int matrix, int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((matrix * 1000f) + i))];

    private static byte[] PerLayer(int matrix, int count) => Weights(matrix, Layers * count);
}
