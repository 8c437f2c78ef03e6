namespace InferenceScaling.Paths;

/// <summary>What is known about the cost of a model's calls before they run: limits on prompt tokens, verified tokens, money, joules and memory rest on it.</summary>
/// <remarks>Thread-safe. A bound that is too low lets a call pass its limit by the difference; one that is too high only makes fewer calls run at a time.</remarks>
public abstract class ModelCosts
{
    /// <summary>Of what runs no model, such as a rule: its calls cost nothing.</summary>
    public static ModelCosts Free { get; } = new FreeCosts();

    /// <summary>The model's name in tables of prices and energies; null if calls cost nothing.</summary>
    public abstract string? Model { get; }

    /// <summary>Costs given by functions.</summary>
    /// <param name="model">The model's name in tables of prices and energies.</param>
    /// <param name="mostTokens">See <see cref="MostTokens"/>; null if the model cannot tell.</param>
    /// <param name="kvBytes">See <see cref="KvBytes"/>; null if the model cannot tell.</param>
    public static ModelCosts Of(string model, Func<ReasoningPath, int, TokenUsage?>? mostTokens = null, Func<long, long>? kvBytes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return new DelegatedCosts(model, mostTokens, kvBytes);
    }

    /// <summary>The most tokens, by kind, that a call may take. Prompt tokens are bounded as if no cache held any.</summary>
    /// <param name="path">The path to extend or to score.</param>
    /// <param name="growth">For a generator, the tokens that the call may generate. For a verifier, those by which the path will still grow before it is scored; 0 for the path as it is.</param>
    /// <returns>The bound; null if the model cannot tell. Then one token is assumed for each byte of UTF-8 in prompt and path.</returns>
    public virtual TokenUsage? MostTokens(ReasoningPath path, int growth) => null;

    /// <summary>The most key-value memory that a run of tokens takes until its path is released.</summary>
    /// <param name="tokens">Length of the run: a prompt, or the tokens of one step.</param>
    /// <returns>Bytes, in whole pages where the cache has such; null if the model cannot tell. 0 if it keeps nothing.</returns>
    public virtual long? KvBytes(long tokens) => null;

    private sealed class FreeCosts : ModelCosts
    {
        public override string? Model => null;

        public override TokenUsage? MostTokens(ReasoningPath path, int growth) => default(TokenUsage);

        public override long? KvBytes(long tokens) => 0;
    }

    private sealed class DelegatedCosts(string model, Func<ReasoningPath, int, TokenUsage?>? mostTokens, Func<long, long>? kvBytes) : ModelCosts
    {
        public override string? Model => model;

        public override TokenUsage? MostTokens(ReasoningPath path, int growth) => mostTokens?.Invoke(path, growth);

        public override long? KvBytes(long tokens) => kvBytes?.Invoke(tokens);
    }
}
