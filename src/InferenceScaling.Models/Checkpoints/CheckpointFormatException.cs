namespace InferenceScaling.Models.Checkpoints;

/// <summary>A model file is damaged, unsupported or contradicts itself. The message names file, place, what was found and what was expected.</summary>
public sealed class CheckpointFormatException : IOException
{
    /// <summary>Creates the exception without details.</summary>
    public CheckpointFormatException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">File, place, found, expected.</param>
    public CheckpointFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">File, place, found, expected.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public CheckpointFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a category, a message and possibly its cause.</summary>
    /// <param name="defect">What kind of damage it is.</param>
    /// <param name="message">File, place, found, expected.</param>
    /// <param name="innerException">What went wrong underneath, if anything.</param>
    public CheckpointFormatException(CheckpointDefect defect, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Defect = defect;
    }

    /// <summary>What kind of damage it is, for code that decides by it.</summary>
    public CheckpointDefect Defect { get; }
}
