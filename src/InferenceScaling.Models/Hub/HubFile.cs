namespace InferenceScaling.Models.Hub;

/// <summary>What the server says about a file before it is downloaded.</summary>
/// <param name="Path">Path in the repository.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Tag">Its entity tag, which names the blob: a SHA-256 for large files, Git's SHA-1 for the rest.</param>
/// <param name="Length">Its length in bytes, where the server says it.</param>
internal sealed record HubFile(string Path, Uri Address, string Tag, long? Length);
