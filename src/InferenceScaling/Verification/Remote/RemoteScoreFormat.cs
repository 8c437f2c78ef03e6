using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>What a <see cref="RemoteVerifier"/> sends and how it reads the reply. Derive from it to speak to a service with a format of its own.</summary>
public abstract class RemoteScoreFormat
{
    /// <summary>
    /// Sends <c>{"model": …, "prompt": [{"role": "user", "content": "…"}], "steps": ["…", "…"]}</c> and expects
    /// <c>{"scores": [0.9, 0.2], "feedback": [{"step": 1, "message": "…"}], "usage": {"prompt_tokens": 57}}</c>: one score in [0, 1] a step; feedback, whose steps count from zero, and usage may be absent.
    /// </summary>
    public static RemoteScoreFormat Steps { get; } = new StepListFormat();

    /// <summary>
    /// The classification interface of vLLM and SGLang, <c>/classify</c> and <c>/v1/classify</c>: sends <c>{"model": …, "input": ["…", "…"]}</c>, the text down to each step whose score is not known yet,
    /// and expects <c>{"data": [{"index": 0, "probs": [0.1, 0.9]}], "usage": {"prompt_tokens": 57}}</c>.
    /// </summary>
    /// <param name="label">Which of a text's numbers counts, from zero.</param>
    /// <param name="activation">How numbers become scores.</param>
    /// <param name="render">The text down to a step; null for the prompt, a blank line and the steps.</param>
    public static RemoteScoreFormat Classification(int label = 1, ScoreActivation activation = ScoreActivation.None, Func<ReasoningPath, string>? render = null) =>
        new ClassificationFormat(label, activation, render ?? ClassificationFormat.Plain);

    /// <summary>
    /// The pooling interface of vLLM, <c>/pooling</c>, for process reward models that score at a mark after each step: sends <c>{"model": …, "input": ["…"]}</c> with the mark after each step,
    /// and expects <c>{"data": [{"index": 0, "data": [[0.1, 0.9], [0.7, 0.3]]}]}</c>: one row a step.
    /// </summary>
    /// <param name="mark">What ends a step, such as <c>&lt;extra_0&gt;</c> of Qwen2.5-Math-PRM.</param>
    /// <param name="label">Which of a row's numbers counts, from zero.</param>
    /// <param name="activation">How numbers become scores.</param>
    /// <param name="render">The text of the prompt and the marked steps; null for the prompt, a blank line and the steps. A model that expects a chat template needs it here.</param>
    public static RemoteScoreFormat Pooling(string mark = "<extra_0>", int label = 1, ScoreActivation activation = ScoreActivation.None, Func<Prompt, string, string>? render = null) =>
        new PoolingFormat(mark, label, activation, render ?? PoolingFormat.Plain);

    /// <summary>Whether the score of a step does not depend on the steps after it, so that it is asked for only once.</summary>
    public virtual bool IsIncremental => false;

    /// <summary>The request.</summary>
    /// <param name="path">The path to score.</param>
    /// <param name="known">How many of its first steps have scores already; 0 unless <see cref="IsIncremental"/>.</param>
    /// <param name="model">The model asked for, or null.</param>
    /// <returns>JSON in UTF-8.</returns>
    public abstract byte[] Write(ReasoningPath path, int known, string? model);

    /// <summary>The scores in a reply. The verifier checks their number and range.</summary>
    /// <param name="reply">The reply; not valid after the call.</param>
    /// <param name="path">The path that was asked about.</param>
    /// <param name="known">How many of its first steps had scores already.</param>
    /// <returns>The scores of the steps from <paramref name="known"/> on.</returns>
    /// <exception cref="JsonException">The reply has another form.</exception>
    public abstract StepScores Read(JsonElement reply, ReasoningPath path, int known);
}
