using System.Text;
using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>Bounds the tokens of a path for models that do not count them: no byte-level vocabulary makes more than one token of a byte, and chat templates frame a message with a few.</summary>
internal static class TokenEstimate
{
    private const int FrameOfMessage = 32;

    public static long Of(ReasoningPath path)
    {
        var tokens = 0L;
        if (!path.Prompt.Messages.IsDefaultOrEmpty)
        {
            foreach (var message in path.Prompt.Messages)
                tokens += FrameOfMessage + Encoding.UTF8.GetByteCount(message.Text ?? "");
        }

        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens += Math.Max(Encoding.UTF8.GetByteCount(step.Text), step.Tokens.IsDefault ? 0 : step.Tokens.Length);
        return tokens;
    }
}
