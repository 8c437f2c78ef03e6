using System.Text.Json;

namespace InferenceScaling.Verification.Remote;

/// <summary>Rows that say themselves which text they answer.</summary>
internal static class IndexedRows
{
    /// <summary>The rows by index.</summary>
    /// <exception cref="JsonException">An index is missing or there twice.</exception>
    public static T[] InOrder<T>(T[] rows, Func<T, int> index)
    {
        if (Array.Exists(rows, static row => row is null))
            throw new JsonException("A row is null.");
        T[] ordered = [.. rows.OrderBy(index)];
        for (var place = 0; place < ordered.Length; place++)
        {
            if (index(ordered[place]) != place)
                throw new JsonException($"The rows have the indices {string.Join(", ", ordered.Take(8).Select(index))}…; they must be 0 to {rows.Length - 1}, each once.");
        }

        return ordered;
    }
}
