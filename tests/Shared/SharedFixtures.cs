namespace InferenceScaling.Tests;

/// <summary>Finds the reference material that lives beside a checkout; a test that needs it skips with a message where it is absent.</summary>
internal static class SharedFixtures
{
    private static readonly string? Root = Find();

    /// <summary>The folder <c>shared/relative</c>, or a skipped test.</summary>
    public static string Folder(string relative)
    {
        Skip.If(Root is null, $"shared/{relative} is not beside this checkout");
        var path = Path.Combine(Root!, relative);
        Skip.IfNot(Path.Exists(path), $"shared/{relative} is not there");
        return path;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InferenceScaling.sln")))
            {
                var shared = Path.Combine(folder.FullName, "..", "shared");
                return Environment.GetEnvironmentVariable("INFERENCE_SCALING_SHARED") ?? (Directory.Exists(shared) ? Path.GetFullPath(shared) : null);
            }
        }

        return null;
    }
}
