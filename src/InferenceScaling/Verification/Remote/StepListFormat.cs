using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>The library's own format: a prompt and a list of steps, a list of scores.</summary>
internal sealed class StepListFormat : RemoteScoreFormat
{
    public override byte[] Write(ReasoningPath path, int known, string? model) => JsonSerializer.SerializeToUtf8Bytes(
        new Request(model, [.. path.Prompt.Messages.Select(static message => new Message(Name(message.Role), message.Text))], [.. path.Steps.Select(static step => step.Text)]),
        RemoteJsonContext.Default.StepListRequest);

    public override StepScores Read(JsonElement reply, ReasoningPath path, int known)
    {
        var read = reply.Deserialize(RemoteJsonContext.Default.StepListReply) ?? throw new JsonException("The reply is null.");
        foreach (var feedback in read.Feedback ?? [])
        {
            if (feedback is not { Message: not null, Step: >= 0 } || feedback.Step >= path.Depth)
                throw new JsonException($"Feedback speaks of step {feedback?.Step}, counted from zero, of a path of {path.Depth} steps, or has no message.");
        }

        return new([.. read.Scores])
        {
            Feedback = [.. (read.Feedback ?? []).OrderBy(static feedback => feedback.Step).Select(static feedback => new StepFeedback(feedback.Step, feedback.Message))],
            Usage = RemoteUsage.Read(read.Usage),
        };
    }

    public override string ToString() => "the step list format";

    private static string Name(PromptRole role) => role switch
    {
        PromptRole.System => "system",
        PromptRole.Assistant => "assistant",
        _ => "user",
    };

    internal sealed record Request(string? Model, IReadOnlyList<Message> Prompt, IReadOnlyList<string> Steps);

    internal sealed record Message(string Role, string Content);

    internal sealed record Reply(double[] Scores, Remark[]? Feedback = null, RemoteUsage? Usage = null);

    internal sealed record Remark(int Step, string Message);
}
