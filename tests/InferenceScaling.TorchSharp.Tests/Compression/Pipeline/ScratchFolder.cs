namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("compression-tests-");

    public string Location => _folder.FullName;

    public string File(string name) => Path.Combine(Location, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
