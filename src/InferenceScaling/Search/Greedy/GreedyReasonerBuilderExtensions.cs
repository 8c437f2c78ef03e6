using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Greedy;

/// <summary>Adds greedy decoding to a reasoner.</summary>
public static class GreedyReasonerBuilderExtensions
{
    /// <summary>Answers by one path of the most probable tokens.</summary>
    /// <param name="builder">The builder.</param>
    public static ReasonerBuilder UseGreedy(this ReasonerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(new GreedySearch());
    }
}
