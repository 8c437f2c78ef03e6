namespace InferenceScaling.Models.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's path in the repository.</param>
/// <param name="ReceivedBytes">Bytes of it that are here, those of an earlier, interrupted download included.</param>
/// <param name="TotalBytes">Its length, or null where the server does not say.</param>
public readonly record struct HubProgress(string File, long ReceivedBytes, long? TotalBytes);
