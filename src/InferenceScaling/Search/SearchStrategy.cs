using InferenceScaling.Selection;

namespace InferenceScaling.Search;

/// <summary>Decides where in the tree of reasoning paths compute goes. Derive from it to add your own; it should read like its paper's pseudo-code.</summary>
/// <remarks>Immutable and thread-safe: everything that belongs to a request lives in <see cref="SearchContext"/>.</remarks>
public abstract class SearchStrategy
{
    /// <summary>The strategy's name in traces and messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the strategy cannot work without a verifier.</summary>
    public virtual bool RequiresVerifier => false;

    /// <summary>How the answer is chosen if the user does not say.</summary>
    public virtual AnswerSelector DefaultSelector => AnswerSelector.Majority;

    /// <summary>Runs the search. Every path that ends becomes a candidate; the context keeps them, within the budget.</summary>
    /// <param name="search">The request's search.</param>
    public abstract Task RunAsync(SearchContext search);
}
