namespace InferenceScaling.Models.Checkpoints;

/// <summary>What is wrong with a model file: the machine-readable half of <see cref="CheckpointFormatException"/>.</summary>
public enum CheckpointDefect
{
    /// <summary>No category was given.</summary>
    Unspecified,

    /// <summary>The data alignment is zero or no power of two.</summary>
    Alignment,

    /// <summary>The model's configuration is contradictory or unknown.</summary>
    Config,

    /// <summary>A count is larger than the file can hold.</summary>
    Count,

    /// <summary>A tensor has more dimensions than the format allows.</summary>
    Dims,

    /// <summary>An element type is unknown or cannot be converted.</summary>
    Dtype,

    /// <summary>A key or a tensor occurs twice.</summary>
    DuplicateName,

    /// <summary>The length of the header is impossible.</summary>
    HeaderLength,

    /// <summary>The header is well-formed but does not say what the format wants.</summary>
    InvalidHeader,

    /// <summary>A JSON part is no JSON, or lacks its main member.</summary>
    InvalidJson,

    /// <summary>A name or a text is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The first bytes are not the format's.</summary>
    Magic,

    /// <summary>A file that must be there is not.</summary>
    MissingFile,

    /// <summary>A tensor that must be there is not.</summary>
    MissingTensor,

    /// <summary>Metadata lacks a value the model needs, or holds one of the wrong kind.</summary>
    ModelMetadata,

    /// <summary>Arrays are nested too deep.</summary>
    Nesting,

    /// <summary>Weights hold infinities or NaN.</summary>
    NonFinite,

    /// <summary>Tensors overlap, leave holes, are misaligned or leave the file.</summary>
    Offsets,

    /// <summary>A size does not fit 64 bits.</summary>
    Overflow,

    /// <summary>A tensor's shape is not the one the configuration asks for.</summary>
    ShapeMismatch,

    /// <summary>Shape and number of bytes contradict each other.</summary>
    ShapeSize,

    /// <summary>A string is longer than the file.</summary>
    StringLength,

    /// <summary>A tensor type is unknown or unsupported.</summary>
    TensorType,

    /// <summary>The file ends early.</summary>
    Truncated,

    /// <summary>A tensor that no part of the model uses.</summary>
    UnexpectedTensor,

    /// <summary>A file name leads out of the checkpoint's folder.</summary>
    UnsafePath,

    /// <summary>A bare pickle: reading it would run code.</summary>
    UnsafePickle,

    /// <summary>The model asks for something this library does not do.</summary>
    Unsupported,

    /// <summary>The weights are in a format this library does not read.</summary>
    UnsupportedFormat,

    /// <summary>A metadata value has an unknown type or an impossible value.</summary>
    ValueType,

    /// <summary>The version of the format is unknown.</summary>
    Version,

    /// <summary>The file is of another format than its name or place says.</summary>
    WrongFormat,
}
