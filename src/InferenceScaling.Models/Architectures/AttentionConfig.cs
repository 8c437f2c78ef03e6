namespace InferenceScaling.Models.Architectures;

/// <summary>Heads, biases, scale and norms of attention.</summary>
public sealed record AttentionConfig
{
    /// <summary>Number of query heads.</summary>
    public int HeadCount { get; init; }

    /// <summary>Number of key and value heads; divides <see cref="HeadCount"/>.</summary>
    public int KeyValueHeadCount { get; init; }

    /// <summary>Width of a head.</summary>
    public int HeadSize { get; init; }

    /// <summary>What scores are multiplied with before the soft cap; usually 1/√<see cref="HeadSize"/>.</summary>
    public double Scale { get; init; }

    /// <summary>Scores become cap · tanh(score / cap) before the softmax; 0 for none (Gemma 2).</summary>
    public double SoftCap { get; init; }

    /// <summary>Whether query, key and value projections have biases.</summary>
    public bool InputBias { get; init; }

    /// <summary>Whether the output projection has a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Norms on queries and keys, before the rotary embedding.</summary>
    public QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>Width of all queries.</summary>
    public int QueryWidth => HeadCount * HeadSize;

    /// <summary>Width of all keys, or of all values.</summary>
    public int KeyValueWidth => KeyValueHeadCount * HeadSize;
}
