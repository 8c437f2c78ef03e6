using System.Globalization;
using InferenceScaling.Conformance.Malformed;

namespace InferenceScaling.Conformance;

/// <summary>Damaged, hostile and odd inputs, listed in <c>manifest.json</c>. An <see cref="IMalformedTarget"/> for the entry's kind reads each; entries that no target decides are not counted.</summary>
/// <remarks>A refusal must be the library's own exception, name the file, come within a time limit and without allocating more than the file's size and 64 MiB.</remarks>
public sealed class MalformedConformance : IConformanceKind
{
    private const long AllocationAllowance = 64L << 20;
    private const int MaxDepth = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // Found by reflection, so that adding a reader edits no list.
    private static readonly IMalformedTarget[] Targets = [.. typeof(IMalformedTarget).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IMalformedTarget)))
        .Select(type => (IMalformedTarget)Activator.CreateInstance(type)!)];

    public string Name => "malformed";

    /// <summary>Whether the exception's category must be the manifest's suggestion. The fixture format leaves it open, so only our own tests ask for it.</summary>
    public bool ExactCategories { get; init; }

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        foreach (var (root, entry) in MalformedManifest.Find(directory, MaxDepth))
        {
            var path = Path.Combine(root, entry.Path.Replace('/', Path.DirectorySeparatorChar));
            foreach (var target in Targets.Where(target => target.Kind == entry.Kind && target.Decides(path, entry)))
                await RunAsync(target, path, entry, report, cancellationToken);
        }
    }

    private async Task RunAsync(IMalformedTarget target, string path, MalformedEntry entry, ConformanceReport report, CancellationToken cancellationToken)
    {
        try
        {
            var (refusal, allocated) = await Task.Run(() => Read(target, path), cancellationToken).WaitAsync(Limit, cancellationToken);
            report.Case(entry.Path, () => Judge(target, path, entry, refusal, allocated));
        }
        catch (TimeoutException)
        {
            report.Fail(entry.Path, $"not done after {Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
    }

    private static (Exception? Refusal, long Allocated) Read(IMalformedTarget target, string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = null;
        try
        {
            target.Read(path);
        }
#pragma warning disable CA1031 // Whatever comes out is judged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            refusal = exception;
        }

        return (refusal, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Judge(IMalformedTarget target, string path, MalformedEntry entry, Exception? refusal, long allocated)
    {
        if (allocated > Size(path) + AllocationAllowance)
            throw new ConformanceException($"{allocated} bytes were allocated");
        var expected = target.Expects(entry);
        if (refusal is null)
        {
            if (expected == "error")
                throw new ConformanceException($"accepted, though: {entry.Why}");
            return;
        }

        if (target.CategoryOf(refusal) is not { } category)
            throw new ConformanceException($"{refusal.GetType().Name} is not the library's own exception: {refusal.Message}");
        if (expected == "ok")
            throw new ConformanceException($"refused, though valid: {refusal.Message}");
        if (!refusal.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))
            throw new ConformanceException($"the message does not name the file: {refusal.Message}");
        if (ExactCategories && expected == "error" && category != entry.Category)
            throw new ConformanceException($"the category is {category}, not {entry.Category}: {refusal.Message}");
    }

    private static long Size(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length)
        : new FileInfo(path).Length;
}
