namespace InferenceScaling.Training.Checkpoints;

/// <summary>Where a training stands, apart from its tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="PoolStart">First text of the pool that batches come from.</param>
/// <param name="PoolStep">The batch, counted from 0, that pool began with; −1 before the first.</param>
internal sealed record TrainingState(long Step, long Tokens, long PoolStart, long PoolStep);
