using System.Runtime.CompilerServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Problems;

/// <summary>The bindings of prompts, computed once for each instance.</summary>
/// <param name="vocabularySize">Number of words that the models know.</param>
internal sealed class LedgerBindings(int vocabularySize)
{
    private readonly ConditionalWeakTable<Prompt, LedgerBinding> _known = [];

    /// <summary>The binding of a prompt's words.</summary>
    /// <exception cref="ArgumentException">The models cannot read the prompt.</exception>
    public LedgerBinding Of(Prompt prompt) => _known.TryGetValue(prompt, out var binding) ? binding : _known.GetOrAdd(prompt, LedgerBinding.Of(prompt.ToString(), vocabularySize));
}
