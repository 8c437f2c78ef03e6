using System.Text;
using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>One text with a mark after each step, one row of numbers a mark.</summary>
internal sealed class PoolingFormat : RemoteScoreFormat
{
    private readonly string _mark;
    private readonly ScoreColumn _column;
    private readonly Func<Prompt, string, string> _render;

    public PoolingFormat(string mark, int label, ScoreActivation activation, Func<Prompt, string, string> render)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        _mark = mark;
        _column = new(label, activation);
        _render = render;
    }

    public static string Plain(Prompt prompt, string steps) => $"{prompt}\n\n{steps}";

    public override byte[] Write(ReasoningPath path, int known, string? model)
    {
        var steps = new StringBuilder();
        foreach (var step in path.Steps)
        {
            // A mark that the model wrote itself would be one score too many.
            steps.Append(step.Text.Replace(_mark, string.Empty, StringComparison.Ordinal).TrimEnd()).Append(_mark);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new TextRequest(model, [_render(path.Prompt, steps.ToString())]), RemoteJsonContext.Default.TextRequest);
    }

    public override StepScores Read(JsonElement reply, ReasoningPath path, int known)
    {
        var read = reply.Deserialize(RemoteJsonContext.Default.PoolingReply) ?? throw new JsonException("The reply is null.");
        if (read.Data is not [{ } only])
            throw new JsonException($"There are {read.Data.Length} results for one text.");
        return new([.. only.Data.Select(row => _column.Read(row))]) { Usage = RemoteUsage.Read(read.Usage) };
    }

    public override string ToString() => "the pooling format";

    internal sealed record Reply(Marks[] Data, RemoteUsage? Usage = null);

    internal sealed record Marks(double[][] Data);
}
