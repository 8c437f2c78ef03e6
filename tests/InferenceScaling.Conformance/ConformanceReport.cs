namespace InferenceScaling.Conformance;

/// <summary>Counts the cases of a conformance run and remembers every failure with its reason.</summary>
public sealed class ConformanceReport
{
    private readonly List<string> _failures = [];
    private readonly List<string> _notRun = [];

    public int Passed { get; private set; }

    public int Failed => _failures.Count;

    public IReadOnlyList<string> Failures => _failures;

    /// <summary>What was found but not run, and why: files of formats that this program does not know, cases that say themselves that they have no right answer.</summary>
    public IReadOnlyList<string> NotRun => _notRun;

    /// <summary>Cases that were not run.</summary>
    public int Skipped { get; private set; }

    public void Pass() => Passed++;

    public void Skip(string name, int cases, string reason)
    {
        Skipped += cases;
        _notRun.Add($"{name}: {cases} cases, {reason}");
    }

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
