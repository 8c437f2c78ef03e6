namespace InferenceScaling.Models.Tokenization;

/// <summary>A tokenizer file or vocabulary is damaged, unsupported or contradicts itself. The message names the place, what was found and what was expected.</summary>
public sealed class TokenizerFormatException : IOException
{
    /// <summary>Creates the exception without details.</summary>
    public TokenizerFormatException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Place, found, expected.</param>
    public TokenizerFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">Place, found, expected.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public TokenizerFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
