using System.Text.Json;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Syntax;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat;

/// <summary>
/// A model's chat template: turns a conversation into the text the model was trained on. Templates are written in Jinja with the
/// environment that Hugging Face transformers gives them; the rendered text is the same, character for character.
/// </summary>
/// <remarks>
/// Immutable and safe for concurrent use: parse once, render often. A template comes with a model file and is treated as hostile: it sees
/// JSON-like values only, and each rendering has limits (<see cref="ChatTemplateLimits"/>).
/// </remarks>
public sealed class ChatTemplate
{
    private readonly SourceText _source;
    private readonly Block _body;

    private ChatTemplate(string source)
    {
        Source = source;
        _source = new SourceText(source);
        _body = StatementParser.Parse(_source);
    }

    /// <summary>The template as it was given.</summary>
    public string Source { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="source">The Jinja text, as in <c>tokenizer_config.json</c> or GGUF's <c>tokenizer.chat_template</c>.</param>
    /// <returns>The parsed template.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ChatTemplateException">The text is not a template; line and column say where.</exception>
    public static ChatTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ChatTemplate(source);
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="options">What to add to them; null is the default of every option.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <returns>The text for the tokenizer. Where messages are not trusted, prefer <see cref="RenderSegments(IReadOnlyList{ChatMessage}, ChatTemplateOptions?, CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentException">The messages or the options contradict each other.</exception>
    /// <exception cref="ChatTemplateException">The template refused the conversation, failed, or passed a limit.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, ChatTemplateOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(messages, options, cancellationToken).Text;

    /// <summary>Renders a conversation given as a JSON array of message objects.</summary>
    /// <param name="messages">The messages, oldest first; every property is visible to the template.</param>
    /// <param name="options">What to add to them; null is the default of every option.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <returns>The text for the tokenizer.</returns>
    /// <exception cref="ArgumentException">The messages are not an array of objects, or contradict the options.</exception>
    /// <exception cref="ChatTemplateException">The template refused the conversation, failed, or passed a limit.</exception>
    public string Render(JsonElement messages, ChatTemplateOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(messages, options, cancellationToken).Text;

    /// <summary>
    /// Renders a conversation and says of every stretch of text whether the template or the conversation wrote it, so that a message
    /// containing <c>&lt;|im_start|&gt;</c> stays text and never opens a turn.
    /// </summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="options">What to add to them; null is the default of every option.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <returns>The segments in order; no two neighbours have one kind; concatenated they are what <c>Render</c> returns.</returns>
    /// <exception cref="ArgumentException">The messages or the options contradict each other.</exception>
    /// <exception cref="ChatTemplateException">The template refused the conversation, failed, or passed a limit.</exception>
    public IReadOnlyList<ChatSegment> RenderSegments(
        IReadOnlyList<ChatMessage> messages, ChatTemplateOptions? options = null, CancellationToken cancellationToken = default) =>
        Segments(Run(messages, options, cancellationToken));

    /// <summary>Renders a conversation given as JSON into segments.</summary>
    /// <param name="messages">The messages, oldest first; every property is visible to the template.</param>
    /// <param name="options">What to add to them; null is the default of every option.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <returns>The segments in order; no two neighbours have one kind; concatenated they are what <c>Render</c> returns.</returns>
    /// <exception cref="ArgumentException">The messages are not an array of objects, or contradict the options.</exception>
    /// <exception cref="ChatTemplateException">The template refused the conversation, failed, or passed a limit.</exception>
    public IReadOnlyList<ChatSegment> RenderSegments(JsonElement messages, ChatTemplateOptions? options = null, CancellationToken cancellationToken = default) =>
        Segments(Run(messages, options, cancellationToken));

    private static List<ChatSegment> Segments(StringValue text)
    {
        var segments = new List<ChatSegment>(text.Provenance.Length + 1);
        var kind = ChatSegmentKind.Template;
        var start = 0;
        foreach (var change in text.Provenance)
        {
            if (change > start)
                segments.Add(new ChatSegment(kind, text.Text[start..change]));
            kind = kind == ChatSegmentKind.Template ? ChatSegmentKind.Content : ChatSegmentKind.Template;
            start = change;
        }

        if (start < text.Text.Length)
            segments.Add(new ChatSegment(kind, text.Text[start..]));
        return segments;
    }

    private StringValue Run(IReadOnlyList<ChatMessage> messages, ChatTemplateOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Run(state => MessageValues.FromRecords(state, messages), options ?? new ChatTemplateOptions(), cancellationToken);
    }

    private StringValue Run(JsonElement messages, ChatTemplateOptions? options, CancellationToken cancellationToken)
    {
        if (messages.ValueKind != JsonValueKind.Array)
            throw new ArgumentException($"The messages are a JSON {messages.ValueKind}; expected an array of message objects.", nameof(messages));
        return Run(state => MessageValues.FromJson(state, messages), options ?? new ChatTemplateOptions(), cancellationToken);
    }

    private StringValue Run(Func<RenderState, Value[]> readMessages, ChatTemplateOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = new RenderState(_source, options.Limits, options.TimeProvider, cancellationToken);
        var messages = readMessages(state);
        var continuation = options.ContinueFinalMessage ? FinalMessageContinuation.Mark(options, messages) : null;
        TemplateVariables.Define(state, messages, options);
        _ = _body.Execute(state);
        var text = state.Output.ToValue();
        return continuation?.Cut(text) ?? text;
    }
}
