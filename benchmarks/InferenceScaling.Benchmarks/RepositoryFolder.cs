namespace InferenceScaling.Benchmarks;

/// <summary>The checkout this program was built in.</summary>
internal static class RepositoryFolder
{
    /// <summary>A path below it; below the current folder where there is no checkout.</summary>
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "InferenceScaling.sln")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, relative));
        }

        return System.IO.Path.GetFullPath(relative);
    }
}
