namespace InferenceScaling.Models.Chat;

/// <summary>
/// A chat template is not valid, was stopped at a limit, met a value it cannot work with, or refused the conversation by calling
/// <c>raise_exception</c>. The message says what was found and where.
/// </summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public ChatTemplateException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, where.</param>
    public ChatTemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, where.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public ChatTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ChatTemplateException(string message, int line, int column)
        : base($"{message} (chat template, line {line}, column {column})")
    {
        Line = line;
        Column = column;
    }

    internal ChatTemplateException(string raisedMessage, int line)
        : base(raisedMessage)
    {
        RaisedMessage = raisedMessage;
        Line = line;
    }

    /// <summary>The exact text that the template passed to <c>raise_exception</c>; null when the failure is not the template's own verdict.</summary>
    public string? RaisedMessage { get; }

    /// <summary>The line of the template, counted from 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>The column of the template in UTF-16 units, counted from 1; 0 when unknown.</summary>
    public int Column { get; }
}
