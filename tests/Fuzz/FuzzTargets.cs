namespace InferenceScaling.Fuzz;

/// <summary>All targets, found by reflection, so that adding a format edits no list.</summary>
public static class FuzzTargets
{
    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types().Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes the target of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IFuzzTarget Create(string name) => Types().TryGetValue(name, out var type)
        ? Make(type)
        : throw new ArgumentException($"There is no target '{name}'; known are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The inputs that mutations start from: valid files, and some that are refused late.</summary>
    public static IReadOnlyList<byte[]> Seeds(string name) => [.. Directory.EnumerateFiles(SeedFolder(name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Where a target's seeds are.</summary>
    public static string SeedFolder(string name) => Path.Combine(AppContext.BaseDirectory, "Seeds", name);

    private static Dictionary<string, Type> Types()
    {
        var types = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in typeof(IFuzzTarget).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFuzzTarget))))
        {
            using var target = Make(type);
            types.Add(target.Name, type);
        }

        return types;
    }

    private static IFuzzTarget Make(Type type) => (IFuzzTarget)Activator.CreateInstance(type)!;
}
