namespace InferenceScaling.Models.Chat;

/// <summary>
/// What one rendering may cost. Templates come with model files, so a template is treated as hostile: past a limit the rendering
/// ends with a <see cref="ChatTemplateException"/>. The defaults are far above what a real conversation needs.
/// </summary>
public sealed record ChatTemplateLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static ChatTemplateLimits Default { get; } = new();

    /// <summary>Work units of one rendering: about one per evaluated node, list element and 16 characters copied. Default 5,000,000.</summary>
    public long MaxSteps { get; init; } = 5_000_000;

    /// <summary>Characters (UTF-16 units) of the rendered text, and of any string on the way to it. Default 16 Mi.</summary>
    public int MaxTextLength { get; init; } = 16 << 20;

    /// <summary>How deep expressions, macro calls, recursive loops and nested values may go. Default 500; the call stack is guarded besides.</summary>
    public int MaxDepth { get; init; } = 500;

    /// <summary>Elements of a <c>range</c>. Default 100,000.</summary>
    public int MaxRange { get; init; } = 100_000;
}
