namespace InferenceScaling.Models.Cpu;

/// <summary>A panel of floating-point numbers, which need no scales.</summary>
internal unsafe interface IFloatPanel : IPanelFormat
{
    /// <summary>One column.</summary>
    static abstract float Read(byte* line, int column);

    /// <summary>Writes a line.</summary>
    /// <param name="line">Where.</param>
    /// <param name="weights">The weight of column 0.</param>
    /// <param name="stride">From one column to the next.</param>
    static abstract void Write(byte* line, float* weights, long stride);
}
