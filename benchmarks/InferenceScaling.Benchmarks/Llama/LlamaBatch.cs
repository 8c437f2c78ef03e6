using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Llama;

/// <summary><c>llama_batch</c> of llama.cpp v0.5.0: parallel arrays, one entry a token.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public sbyte* Outputs;
}
