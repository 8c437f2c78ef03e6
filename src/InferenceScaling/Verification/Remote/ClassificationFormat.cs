using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>One text a step, one row of class numbers a text.</summary>
internal sealed class ClassificationFormat : RemoteScoreFormat
{
    private readonly ScoreColumn _column;
    private readonly Func<ReasoningPath, string> _render;

    public ClassificationFormat(int label, ScoreActivation activation, Func<ReasoningPath, string> render)
    {
        _column = new(label, activation);
        _render = render;
    }

    public override bool IsIncremental => true;

    public static string Plain(ReasoningPath path) => $"{path.Prompt}\n\n{path.Text}";

    public override byte[] Write(ReasoningPath path, int known, string? model)
    {
        var texts = new string[path.Depth - known];
        for (var node = path; node.Depth > known; node = node.Parent!)
            texts[node.Depth - known - 1] = _render(node);
        return JsonSerializer.SerializeToUtf8Bytes(new TextRequest(model, texts), RemoteJsonContext.Default.TextRequest);
    }

    public override StepScores Read(JsonElement reply, ReasoningPath path, int known)
    {
        var read = reply.Deserialize(RemoteJsonContext.Default.ClassificationReply) ?? throw new JsonException("The reply is null.");
        var rows = IndexedRows.InOrder(read.Data, static row => row.Index);
        return new([.. rows.Select(row => _column.Read(row.Probs))]) { Usage = RemoteUsage.Read(read.Usage) };
    }

    public override string ToString() => "the classification format";

    internal sealed record Reply(Classes[] Data, RemoteUsage? Usage = null);

    internal sealed record Classes(int Index, double[] Probs);
}
