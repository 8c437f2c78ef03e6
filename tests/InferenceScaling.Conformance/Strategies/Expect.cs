using System.Text.Json;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Reads golden cases and compares.</summary>
internal static class Expect
{
    public static void Cases(JsonElement root, ConformanceReport report, Action<JsonElement, JsonElement> check)
    {
        foreach (var item in root.GetProperty("cases").EnumerateArray())
            report.Case(item.GetProperty("id").GetString()!, () => check(item.GetProperty("input"), item.GetProperty("expected")));
    }

    public static void Cases(JsonElement root, ConformanceReport report, Action<JsonElement, JsonElement, JsonElement> check)
    {
        foreach (var item in root.GetProperty("cases").EnumerateArray())
            report.Case(item.GetProperty("id").GetString()!, () => check(item.GetProperty("input"), item.GetProperty("expected"), item));
    }

    public static void Equal<T>(string what, T found, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
            throw new ConformanceException($"{what} is {found}, not {expected}");
    }

    public static void Sequence<T>(string what, IEnumerable<T> found, IEnumerable<T> expected)
    {
        var (left, right) = (string.Join(" | ", found), string.Join(" | ", expected));
        if (left != right)
            throw new ConformanceException($"{what} is [{left}], not [{right}]");
    }

    public static void Close(string what, double found, double expected, double tolerance)
    {
        if (!(Math.Abs(found - expected) <= tolerance * Math.Max(1, Math.Abs(expected))))
            throw new ConformanceException($"{what} is {found:R}, not {expected:R} within {tolerance}");
    }

    public static void Close(string what, IReadOnlyList<double> found, IReadOnlyList<double> expected, double tolerance)
    {
        Equal($"Length of {what}", found.Count, expected.Count);
        for (var index = 0; index < found.Count; index++)
            Close($"{what}[{index}]", found[index], expected[index], tolerance);
    }

    public static double Number(this JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : element.GetDouble();

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(Number)];

    public static int[] Integers(this JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetInt32())];

    public static string[] Strings(this JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetString()!)];

    public static int Integer(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
