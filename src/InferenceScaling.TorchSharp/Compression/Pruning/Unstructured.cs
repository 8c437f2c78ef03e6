using System.Globalization;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Schemes that set single weights to zero. For research: tensors keep their size, and no kernel here is faster for it.</summary>
public static class Unstructured
{
    /// <summary>Drops the least magnitudes of a matrix.</summary>
    /// <param name="share">How many, 0 to 1.</param>
    public static UnstructuredScheme Magnitude(double share) => new(PruningMethod.Magnitude, Sparsity.OfLayer(share), Words(share));

    /// <summary>Drops the least magnitudes of every <paramref name="of"/> consecutive inputs of an output.</summary>
    /// <param name="kept">How many stay.</param>
    /// <param name="of">Of how many.</param>
    public static UnstructuredScheme Magnitude(int kept, int of) => new(PruningMethod.Magnitude, Sparsity.Pattern(kept, of), $"{of - kept} of {of}");

    /// <summary>Drops, of every output, the weights of least |W| · ‖X‖: Sun et al., "Wanda" (2024).</summary>
    /// <param name="share">How many, 0 to 1.</param>
    public static UnstructuredScheme Wanda(double share) => new(PruningMethod.Wanda, Sparsity.OfRows(share), Words(share));

    /// <summary>The same, of every <paramref name="of"/> consecutive inputs.</summary>
    /// <param name="kept">How many stay.</param>
    /// <param name="of">Of how many.</param>
    public static UnstructuredScheme Wanda(int kept, int of) => new(PruningMethod.Wanda, Sparsity.Pattern(kept, of), $"{of - kept} of {of}");

    /// <summary>Drops weights whose loss the others can make up for, and lets them: Frantar and Alistarh, "SparseGPT" (2023).</summary>
    /// <param name="share">How many, 0 to 1.</param>
    public static UnstructuredScheme SparseGpt(double share) => new(PruningMethod.SparseGpt, Sparsity.OfLayer(share), Words(share));

    /// <summary>The same, of every <paramref name="of"/> consecutive inputs.</summary>
    /// <param name="kept">How many stay.</param>
    /// <param name="of">Of how many.</param>
    public static UnstructuredScheme SparseGpt(int kept, int of) => new(PruningMethod.SparseGpt, Sparsity.Pattern(kept, of), $"{of - kept} of {of}");

    private static string Words(double share) => string.Create(CultureInfo.InvariantCulture, $"{share:0.######%}");
}
