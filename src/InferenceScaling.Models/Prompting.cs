namespace InferenceScaling.Models;

/// <summary>How a prompt becomes the text a model reads.</summary>
public enum Prompting
{
    /// <summary>By the model's chat template where it has one, else plainly.</summary>
    Auto,

    /// <summary>By the model's chat template; loading fails where there is none.</summary>
    Chat,

    /// <summary>The messages one after the other with blank lines between; the model continues the text.</summary>
    Plain,
}
