using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers;

/// <summary>How a family lays out prompt and steps, and how an output becomes a score. Immutable, bound to one model.</summary>
internal abstract class RewardLayout(LanguageModel model)
{
    /// <summary>The model.</summary>
    protected LanguageModel Model => model;

    /// <summary>The tokens that all inputs of a prompt are expected to begin with; none if there are no such.</summary>
    public virtual int[] Begin(Prompt prompt) => [];

    /// <summary>The input for the last step of a path.</summary>
    /// <param name="before">The stem of the step before, or what <see cref="Begin"/> made.</param>
    /// <param name="path">A path of at least one step.</param>
    public abstract RewardInput Append(int[] before, ReasoningPath path);

    /// <summary>The score, in [0, 1], that a row of outputs stands for.</summary>
    public abstract float Score(ReadOnlySpan<float> outputs);

    /// <summary>Encodes what somebody wrote: control tokens inside it stay text.</summary>
    protected int[] EncodeText(string text, bool beginning = false) => model.Tokenizer.Encode(text, beginning, AddedTokenMatching.OrdinaryOnly);

    /// <summary>Encodes a step that ends in a token: written in the step, the token's spelling is text, also where a tokenizer calls it an ordinary one.</summary>
    protected int[] EncodeStep(string text, int mark)
    {
        var tokens = EncodeText(text);
        return tokens.Contains(mark) ? model.Tokenizer.Encode(text, addSpecialTokens: false, AddedTokenMatching.None) : tokens;
    }

    /// <summary>The id of a spelling's last token, after other text.</summary>
    /// <exception cref="ArgumentException">The spelling has no tokens.</exception>
    protected int LastToken(string spelling) => model.Tokenizer.Encode(spelling, addSpecialTokens: false) is [.., var last]
        ? last
        : throw new ArgumentException($"The model's tokenizer gives '{spelling}' no tokens, which this reward family needs. The model is of another family.");

    /// <summary>The text of a step without the delimiter around it.</summary>
    protected static string StepText(ReasoningStep step) => step.Text.Trim();

    /// <summary>The text of a step as one line.</summary>
    protected static string Line(ReasoningStep step) => string.Join(' ', step.Text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
