using System.Text;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>One text, encoded as a whole, in which every step ends with a mark that is itself text.</summary>
internal abstract class MarkedTextLayout : RewardLayout
{
    private readonly string _spelling;
    private readonly int _mark;
    private readonly int _unsettled;

    /// <param name="model">The model.</param>
    /// <param name="mark">The mark, with the space before it.</param>
    /// <param name="next">What the next step begins with.</param>
    protected MarkedTextLayout(LanguageModel model, string mark, string next)
        : base(model)
    {
        var marked = model.Tokenizer.Encode("x" + mark, addSpecialTokens: false);
        (_spelling, _mark) = (mark, marked[^1]);

        // Some tokenizers spell the mark otherwise where text follows: that part of it is no beginning of the next input.
        _unsettled = marked.Length - marked.AsSpan().CommonPrefixLength(model.Tokenizer.Encode("x" + mark + next, addSpecialTokens: false));
    }

    /// <inheritdoc/>
    public override int[] Begin(Prompt prompt) => EncodeText(prompt.ToString(), beginning: true);

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path)
    {
        var text = new StringBuilder(path.Prompt.ToString());
        var number = 0;
        foreach (var step in path.Steps)
        {
            var written = text.Length;
            Write(text, ++number, StepText(step));

            // An empty step must not leave two spaces before its mark, which would be other tokens.
            while (text.Length > written && text[^1] == ' ')
                text.Length--;
            text.Append(_spelling);
        }

        var tokens = EncodeText(text.ToString(), beginning: true);
        while (tokens.Length > 0 && tokens[^1] == Model.Tokenizer.EndOfSequenceId)
            tokens = tokens[..^1];
        var tail = Math.Min(_unsettled, tokens.Length);
        return tokens is [.., var last] && last == _mark
            ? new(tokens[..^tail], tokens[^tail..])
            : throw new InvalidOperationException($"Step {path.Depth} does not end with the mark '{_spelling}' (token {_mark}) after encoding: the tokenizer merges the mark with the text before it. The model is of another family.");
    }

    /// <summary>Writes a step without its mark.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="number">Place of the step, from one.</param>
    /// <param name="step">The step.</param>
    protected abstract void Write(StringBuilder text, int number, string step);
}
