using System.Numerics;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Constraints;

/// <summary>The tokens that each state of a constraint allows, computed once a state. Thread-safe and bounded in memory.</summary>
/// <param name="constraint">The texts.</param>
/// <param name="trie">The vocabulary by bytes.</param>
/// <param name="vocabulary">The vocabulary.</param>
internal sealed class TokenMasks(TextConstraint constraint, TokenTrie trie, Vocabulary vocabulary)
{
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly Dictionary<int, ulong[]> _masks = [];
    private readonly Lock _lock = new();

    /// <summary>The texts.</summary>
    public TextConstraint Constraint => constraint;

    /// <summary>The tokens that may come in a state, as bits: those whose bytes go on, and those that end the text where it may end.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ulong[] Allowed(int state)
    {
        lock (_lock)
        {
            if (_masks.TryGetValue(state, out var known))
                return known;
            var mask = Compute(state);
            if (_masks.Count * (long)mask.Length * sizeof(ulong) >= MaxBytes)
                _masks.Clear();
            _masks.Add(state, mask);
            return mask;
        }
    }

    /// <summary>Whether a text is finished: it may end and cannot go on.</summary>
    public bool IsFinal(int state)
    {
        if (!constraint.Accepts(state))
            return false;
        for (var value = 0; value < 256; value++)
        {
            if (constraint.Advance(state, (byte)value) != TextConstraint.Rejected)
                return false;
        }

        return true;
    }

    private ulong[] Compute(int state)
    {
        var mask = trie.Allowed(constraint, state);
        if (constraint.Accepts(state))
        {
            foreach (var id in vocabulary.EndOfText)
            {
                if ((uint)id < (uint)vocabulary.Size)
                    mask[id / 64] |= 1UL << (id % 64);
            }
        }

        foreach (var bits in mask)
        {
            if (BitOperations.PopCount(bits) > 0)
                return mask;
        }

        throw new InvalidOperationException($"No token of the vocabulary can go on with a text of the constraint '{constraint}'. Its tokens lack a byte that the constraint needs, or it admits longer texts only and the model has no end-of-text token.");
    }
}
