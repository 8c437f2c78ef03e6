namespace InferenceScaling.Fuzz;

/// <summary>A reader of untrusted bytes. Disposable, because some keep a file to read from.</summary>
public interface IFuzzTarget : IDisposable
{
    /// <summary>Its name on the command line, and of its folder of seeds.</summary>
    string Name { get; }

    /// <summary>Texts of its format, for mutations to insert.</summary>
    IReadOnlyList<string> Vocabulary { get; }

    /// <summary>What may be allocated beyond the input's size, in bytes.</summary>
    long AllocationAllowance => 64L << 20;

    /// <summary>Reads everything in an input. Any exception but the format's own is a defect.</summary>
    /// <returns>Whether the input was accepted, and not refused by the format's own exception.</returns>
    bool Read(ReadOnlySpan<byte> input);
}
