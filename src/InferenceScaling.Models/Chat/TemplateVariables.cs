using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat;

/// <summary>The variables a template starts with.</summary>
internal static class TemplateVariables
{
    public static void Define(RenderState state, Value[] messages, ChatTemplateOptions options)
    {
        var root = state.Root;
        root.Set("messages", SequenceValue.List(messages));
        root.Set("tools", options.Tools is { } tools ? JsonValues.ToValue(state, tools) : NoneValue.Instance);
        root.Set("documents", options.Documents is { } documents ? JsonValues.ToValue(state, documents) : NoneValue.Instance);
        root.Set("add_generation_prompt", BooleanValue.Of(options.AddGenerationPrompt));
        if (options.BosToken is not null)
            root.Set("bos_token", StringValue.Template(options.BosToken));
        if (options.EosToken is not null)
            root.Set("eos_token", StringValue.Template(options.EosToken));
        if (options.SpecialTokens is not null)
        {
            foreach (var token in options.SpecialTokens)
                root.Set(token.Key, StringValue.Template(token.Value));
        }

        if (options.Variables is not null)
        {
            foreach (var variable in options.Variables)
                root.Set(variable.Key, JsonValues.ToValue(state, variable.Value));
        }
    }
}
