using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers.Layouts;

/// <summary>Asks a language model whether the last step is correct and reads how it would begin its answer. The question comes first, so that a longer path goes on from the cache of a shorter one.</summary>
internal sealed class JudgeLayout : RewardLayout
{
    private readonly int[] _yes;
    private readonly int[] _no;

    public JudgeLayout(LanguageModel model)
        : base(model) => (_yes, _no) = (Words("Yes", "yes"), Words("No", "no"));

    /// <inheritdoc/>
    public override RewardInput Append(int[] before, ReasoningPath path)
    {
        var question = $"Below are a problem and the reasoning about it so far. Is the last step of the reasoning correct? Reply with one word: yes or no.\n\nProblem:\n{path.Prompt}\n\nReasoning so far:\n{path.Text.Trim()}";
        if (!Model.HasTemplate)
            question += "\n\nIs the last step correct? Answer:";
        var (stem, tail) = Model.EncodeApart(question);
        return new(stem, tail);
    }

    /// <inheritdoc/>
    public override float Score(ReadOnlySpan<float> outputs) => RewardScore.OfTokens(outputs, _no, _yes);

    /// <summary>The words that are one token, at the start of a text or after a space.</summary>
    private int[] Words(params IEnumerable<string> words)
    {
        var tokens = words.SelectMany(word => new[] { word, " " + word })
            .Select(word => Model.Tokenizer.Encode(word, addSpecialTokens: false)).Where(ids => ids.Length == 1).Select(ids => ids[0]).Distinct().ToArray();
        return tokens.Length > 0 ? tokens : throw new ArgumentException($"The model's tokenizer has none of the words {string.Join(", ", words)} as one token, so that it cannot judge by the first token of its answer.");
    }
}
