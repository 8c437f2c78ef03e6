namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>The kind of a token in a GGUF vocabulary; the values are those of the file format.</summary>
public enum GgufTokenType
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>Ordinary text.</summary>
    Normal = 1,

    /// <summary>Stands for what the vocabulary cannot spell.</summary>
    Unknown = 2,

    /// <summary>A control token, such as the beginning of a sequence.</summary>
    Control = 3,

    /// <summary>Text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A reserved id.</summary>
    Unused = 5,

    /// <summary>A byte, spelled <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</summary>
    Byte = 6,
}
