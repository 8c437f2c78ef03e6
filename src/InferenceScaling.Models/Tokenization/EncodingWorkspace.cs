using InferenceScaling.Models.Tokenization.Subwords;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization;

/// <summary>What one encoding writes to. A tokenizer keeps idle ones, so encoding allocates nothing but its result.</summary>
internal sealed class EncodingWorkspace
{
    public TextPieces Pieces { get; } = new();

    public PooledBuffer<char> Repaired { get; } = new();

    public PooledBuffer<char> Normalized { get; } = new();

    public PooledBuffer<int> Ids { get; } = new();

    public PooledBuffer<byte> Utf8 { get; } = new();

    public SymbolChain Symbols { get; } = new();

    public WordCache Words { get; } = new();

    /// <summary>Returns the rented memory and forgets the ids; the word cache stays.</summary>
    public void Release()
    {
        Pieces.Dispose();
        Repaired.Dispose();
        Normalized.Dispose();
        Ids.Dispose();
        Utf8.Dispose();
        Symbols.Dispose();
    }
}
