namespace InferenceScaling.Conformance.Malformed;

/// <summary>A reader that takes part. Several may share a kind: the weights of a folder and the model built from it are refused at different places.</summary>
internal interface IMalformedTarget
{
    /// <summary>The manifest's <c>kind</c>.</summary>
    string Kind { get; }

    /// <summary>Whether this reader can tell what the manifest wants, or another one must.</summary>
    bool Decides(string path, MalformedEntry entry);

    /// <summary>What the entry expects of this reader: a container that only a model would refuse must be readable as such.</summary>
    string Expects(MalformedEntry entry) => entry.Expect == "reader_ok_model_error" ? "ok" : entry.Expect;

    /// <summary>Reads everything there is.</summary>
    void Read(string path);

    /// <summary>The category, in the manifest's spelling, of the reader's own kind of exception; null for any other exception.</summary>
    string? CategoryOf(Exception exception);
}
