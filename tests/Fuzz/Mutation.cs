using System.Text;

namespace InferenceScaling.Fuzz;

/// <summary>One change of an input. All three numbers are free: any values make a mutation.</summary>
/// <param name="Kind">What is done, modulo <see cref="Kinds"/>.</param>
/// <param name="Place">Where, modulo the input's length.</param>
/// <param name="Value">A byte, a length, or the index of a text.</param>
public readonly record struct Mutation(int Kind, uint Place, byte Value)
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 10;

    // Where counters, lengths and offsets overflow.
    private static readonly long[] Extremes = [0, 1, -1, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40, 0x7FFF];

    /// <summary>An input changed by mutations, one after the other.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> input, IEnumerable<Mutation> mutations, IReadOnlyList<string> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(mutations);
        ArgumentNullException.ThrowIfNull(vocabulary);
        List<byte> bytes = [.. input];
        foreach (var mutation in mutations)
            mutation.Apply(bytes, vocabulary);
        return [.. bytes];
    }

    private void Apply(List<byte> bytes, IReadOnlyList<string> vocabulary)
    {
        if (bytes.Count == 0)
            return;
        var index = (int)(Place % (uint)bytes.Count);
        switch (Kind % Kinds)
        {
            case 0: bytes[index] = Value; break;
            case 1: bytes[index] ^= (byte)(1 << (Value % 8)); break;
            case 2: bytes.Insert(index, Value); break;
            case 3: bytes.RemoveAt(index); break;
            case 4: bytes.RemoveRange(index, bytes.Count - index); break;
            case 5: bytes.InsertRange(index, bytes.GetRange(index, Math.Min(Value, bytes.Count - index))); break;
            case 6: bytes.RemoveRange(index, Math.Min(Value, bytes.Count - index)); break;
            case 7: Overwrite(bytes, index, BitConverter.GetBytes((int)Extremes[Value % Extremes.Length])); break;
            case 8: Overwrite(bytes, index, BitConverter.GetBytes(Extremes[Value % Extremes.Length])); break;
            default:
                if (vocabulary.Count > 0)
                    bytes.InsertRange(index, Encoding.UTF8.GetBytes(vocabulary[Value % vocabulary.Count]));
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int index, byte[] values)
    {
        for (var offset = 0; offset < values.Length && index + offset < bytes.Count; offset++)
            bytes[index + offset] = values[offset];
    }
}
