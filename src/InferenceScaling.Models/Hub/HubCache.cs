using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Hub;

/// <summary>The cache folder that Hugging Face's tools share: <c>models--owner--name/{blobs,refs,snapshots}</c>.</summary>
/// <param name="folder">The cache.</param>
/// <param name="repository">The repository.</param>
internal sealed class HubCache(string folder, RepositoryId repository)
{
    private readonly string _root = Path.Combine(folder, repository.FolderName);

    public string Blob(string tag) => Path.Combine(_root, "blobs", tag);

    public string Lock(string tag) => Path.Combine(folder, ".locks", repository.FolderName, tag + ".lock");

    public string Snapshot(string commit) => Path.Combine(_root, "snapshots", commit);

    public string SnapshotFile(string commit, string path) => Path.Combine([Snapshot(commit), .. path.Split('/')]);

    /// <summary>Remembers which commit a branch or tag was.</summary>
    public void WriteRevision(string revision, string commit)
    {
        if (revision == commit)
            return;
        var path = RevisionFile(revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.partial";
        File.WriteAllText(unfinished, commit);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Puts a blob into a snapshot under its name: a relative link, or a copy where the system allows no links.</summary>
    public void Publish(string commit, string path, string tag)
    {
        var place = SnapshotFile(commit, path);
        var blob = Blob(tag);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var link = new FileInfo(place);
        var target = Path.GetRelativePath(Path.GetDirectoryName(place)!, blob);
        if (link.LinkTarget == target || (link is { Exists: true, LinkTarget: null } && link.Length == new FileInfo(blob).Length))
            return;
        var unfinished = $"{place}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.partial";
        File.Delete(unfinished);
        try
        {
            File.CreateSymbolicLink(unfinished, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            File.Copy(blob, unfinished, overwrite: true);
        }

        File.Move(unfinished, place, overwrite: true);
    }

    /// <summary>The model of a revision, if all of it is here: the folder, or the .gguf file.</summary>
    public string? Find(string revision, string? chosen)
    {
        if (CommitOf(revision) is not { } commit || !Directory.Exists(Snapshot(commit)))
            return null;
        if (chosen is not null)
            return File.Exists(SnapshotFile(commit, chosen)) ? SnapshotFile(commit, chosen) : null;
        if (HasWeights(commit) && File.Exists(SnapshotFile(commit, FileSelection.Config)))
            return Snapshot(commit);
        var ggufs = Directory.EnumerateFiles(Snapshot(commit), "*.gguf", SearchOption.AllDirectories).Where(File.Exists).Take(2).ToList();
        return ggufs is [var only] && !File.Exists(SnapshotFile(commit, FileSelection.Config)) ? only : null;
    }

    private bool HasWeights(string commit)
    {
        if (File.Exists(SnapshotFile(commit, FileSelection.Weights)))
            return true;
        var index = SnapshotFile(commit, FileSelection.WeightIndex);
        try
        {
            return File.Exists(index) && ShardIndex.Read(index).Values.Distinct(StringComparer.Ordinal).All(shard => File.Exists(SnapshotFile(commit, shard)));
        }
        catch (CheckpointFormatException)
        {
            return false;
        }
    }

    private string? CommitOf(string revision)
    {
        var file = RevisionFile(revision);
        if (!File.Exists(file))
            return HubPath.IsToken(revision) ? revision : null;
        using var reader = new StreamReader(file);
        var buffer = new char[65];
        var commit = new string(buffer, 0, reader.ReadBlock(buffer)).Trim();
        return commit.Length is >= 7 and <= 64 && commit.All(char.IsAsciiHexDigitLower) ? commit : null;
    }

    private string RevisionFile(string revision) => Path.Combine([_root, "refs", .. revision.Split('/')]);
}
