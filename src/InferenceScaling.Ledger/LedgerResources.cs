namespace InferenceScaling.Ledger;

/// <summary>The files embedded in this assembly.</summary>
internal static class LedgerResources
{
    public static Stream Open(string name) =>
        typeof(LedgerResources).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly {typeof(LedgerResources).Assembly.GetName().Name} lacks its resource '{name}'; it was built without the Resources folder.");

    public static byte[] Read(string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
