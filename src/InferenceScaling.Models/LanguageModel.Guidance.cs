using System.Runtime.CompilerServices;
using InferenceScaling.Models.Constraints;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Thinking;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

/// <summary>Constrained output and bounds of thinking.</summary>
public sealed partial class LanguageModel
{
    private readonly ConditionalWeakTable<TextConstraint, TokenMasks> _masks = [];
    private readonly Lock _guidance = new();
    private TokenTrie? _trie;
    private volatile ThinkingPlan? _plan;

    /// <summary>What holds the next step to its options: computed from the path's tokens, so that a cache makes no difference.</summary>
    private StepGuide? Guide(ReasoningPath path, StepOptions options)
    {
        if (options.Constraint is null && options.Thinking is null)
            return null;
        var masks = options.Constraint is null ? null : Masks(options.Constraint);
        var prompt = _paths.Of(path.Prompt);
        var room = ContextLength - prompt.Length;
        var vocabulary = _vocabulary;
        ThinkingState? thinking = null;
        if (options.Thinking is not null)
        {
            var plan = Plan(options.Thinking);
            vocabulary = plan.Vocabulary;
            thinking = new ThinkingState(plan, ThinkingBeginning.Of(plan, path.Prompt, prompt, Tokenizer), once: masks is not null);
        }

        var guide = new StepGuide(vocabulary, masks, thinking);
        foreach (var step in path.Steps)
        {
            foreach (var token in _paths.Of(path.Prompt, step, retokenize: false))
            {
                guide.Forced(room--);
                guide.Read(token);
            }
        }

        return guide;
    }

    private TokenMasks Masks(TextConstraint constraint)
    {
        lock (_guidance)
        {
            if (_masks.TryGetValue(constraint, out var known))
                return known;
            _trie ??= new(_vocabulary);
            var masks = new TokenMasks(constraint, _trie, _vocabulary);
            _masks.Add(constraint, masks);
            return masks;
        }
    }

    private ThinkingPlan Plan(ThinkingOptions options)
    {
        if (_plan is { } last && last.Options == options)
            return last;
        return _plan = new(options, Tokenizer, _vocabulary);
    }
}
