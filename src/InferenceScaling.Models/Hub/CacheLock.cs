namespace InferenceScaling.Models.Hub;

/// <summary>A lock among processes and threads, held by keeping a file open for itself. The system frees it when its process dies.</summary>
internal static class CacheLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock; disposing the stream frees it.</summary>
    public static async Task<FileStream> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What is final (no such drive, a name too long, a full disk) must not be waited for.
    private static bool IsHeld(IOException exception) =>
        exception.GetType() == typeof(IOException) && (OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult is 11 or 35);
}
