namespace InferenceScaling.Models.Cpu;

/// <summary>Work cut into pieces that any thread may do in any order. A piece's result depends on its number only, so the cut never shows in the numbers.</summary>
internal abstract class ParallelWork
{
    /// <summary>Does one piece.</summary>
    /// <param name="piece">0 to the number of pieces − 1.</param>
    /// <param name="worker">The thread, from 0, for scratch memory of its own.</param>
    public abstract void Do(int piece, int worker);
}
