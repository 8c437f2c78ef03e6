using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>A reader of files: each input becomes the file.</summary>
public abstract class FileTarget : IFuzzTarget
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");

    public abstract string Name { get; }

    public virtual IReadOnlyList<string> Vocabulary => [];

    /// <summary>The folder of the file, which it has for itself.</summary>
    protected string Folder => _folder.FullName;

    /// <summary>The file's name.</summary>
    protected abstract string FileName { get; }

    public bool Read(ReadOnlySpan<byte> input)
    {
        var path = Path.Combine(Folder, FileName);
        File.WriteAllBytes(path, input);
        try
        {
            Read(path);
            return true;
        }
        catch (CheckpointFormatException exception) when (exception.Defect != CheckpointDefect.Unspecified)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads everything in the file.</summary>
    protected abstract void Read(string path);

    /// <summary>Reads every tensor of a checkpoint through a small buffer.</summary>
    protected static void ReadTensors(Checkpoint checkpoint)
    {
        // A multiple of every block's length.
        const int Step = 4096;
        ArgumentNullException.ThrowIfNull(checkpoint);
        var (bytes, values) = (new byte[Step], new float[Step]);
        foreach (var (name, entry) in checkpoint.Tensors)
        {
            for (var done = 0L; done < entry.ByteLength; done += Step)
                checkpoint.ReadBytes(name, done, bytes.AsSpan(0, (int)Math.Min(Step, entry.ByteLength - done)));

            // These are listed but not converted.
            if (entry.Type is TensorType.F8_E4M3 or TensorType.F8_E5M2)
                continue;
            for (var done = 0L; done < entry.ElementCount; done += Step)
                checkpoint.ReadSingles(name, done, values.AsSpan(0, (int)Math.Min(Step, entry.ElementCount - done)));
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _folder.Delete(recursive: true);
    }
}
