using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The order in which decisions read a search tree: by the ordinals from the root, a parent before its children. Independent of time.</summary>
internal static class PathOrder
{
    public static Comparer<ReasoningCandidate> OfCandidates { get; } = Comparer<ReasoningCandidate>.Create(static (left, right) => Compare(left.Path, right.Path));

    public static int Compare(ReasoningPath left, ReasoningPath right)
    {
        var (l, r) = (left, right);
        while (l.Depth > r.Depth)
            l = l.Parent!;
        while (r.Depth > l.Depth)
            r = r.Parent!;
        if (ReferenceEquals(l, r) || l.Depth == 0)
            return left.Depth.CompareTo(right.Depth);

        // Searches side by side have an empty path each.
        while (l.Depth > 1 && !ReferenceEquals(l.Parent, r.Parent))
            (l, r) = (l.Parent!, r.Parent!);
        return l.Ordinal.CompareTo(r.Ordinal);
    }
}
