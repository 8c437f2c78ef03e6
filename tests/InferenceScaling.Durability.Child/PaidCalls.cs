using System.Globalization;
using System.Text;

namespace InferenceScaling.Durability.Child;

/// <summary>A file with a line a paid call. A line that was written stays when the process is killed.</summary>
internal sealed class PaidCalls(string path, Action<int> paid) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private int _count;

    public static string LineOf(UInt128 key, string source) => string.Create(CultureInfo.InvariantCulture, $"{key:x32} {source}");

    public static IReadOnlyList<string> Read(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    /// <summary>The line of a judgement, which is a part of a call to the verifier.</summary>
    public static string LineOfJudged(string model, string place) => $"{model} judged {place}";

    public static bool IsOfCall(string line) => !line.Contains(" judged ", StringComparison.Ordinal);

    public void Add(UInt128 key, string source) => Add(LineOf(key, source));

    public void AddJudged(string model, string place) => Add(LineOfJudged(model, place));

    public void Dispose() => _file.Dispose();

    private void Add(string line)
    {
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            paid(++_count);
        }
    }
}
