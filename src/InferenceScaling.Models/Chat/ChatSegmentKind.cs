namespace InferenceScaling.Models.Chat;

/// <summary>Where a stretch of rendered text came from.</summary>
public enum ChatSegmentKind
{
    /// <summary>Written in the template, a special token given by the options, or the role of a message: a tokenizer may recognise special tokens here.</summary>
    Template,

    /// <summary>Derived from the conversation, the tools or a variable: always plain text, whatever it spells.</summary>
    Content,
}
