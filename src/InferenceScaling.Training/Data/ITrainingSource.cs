namespace InferenceScaling.Training.Data;

/// <summary>Texts to learn from, by number: a pure function, so that a training that was killed goes on with what it would have read.</summary>
public interface ITrainingSource
{
    /// <summary>What the source is, and with which settings: a checkpoint of another source is not resumed.</summary>
    string Identity { get; }

    /// <summary>A text. Same arguments, same text.</summary>
    /// <param name="index">Number of the text, from 0.</param>
    /// <param name="progress">How much of the training is behind, 0 to 1: a curriculum starts with easy texts.</param>
    TrainingSequence Read(long index, double progress);
}
