namespace InferenceScaling.Conformance;

/// <summary>Counts the cases of a conformance run and remembers every failure with its reason.</summary>
public sealed class ConformanceReport
{
    private readonly List<string> _failures = [];

    public int Passed { get; private set; }

    public int Failed => _failures.Count;

    public IReadOnlyList<string> Failures => _failures;

    public void Pass() => Passed++;

    public void Fail(string name, string reason) => _failures.Add($"{name}: {reason}");

    /// <summary>Runs one case: no exception is a pass, an exception is a failure with its message.</summary>
    public void Case(string name, Action check)
    {
        try
        {
            check();
            Pass();
        }
        catch (Exception exception)
        {
            Fail(name, $"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
