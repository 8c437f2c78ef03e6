namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>A panel of codes and the scales of its groups.</summary>
internal unsafe interface ICodePanel : IPanelFormat
{
    /// <summary>One column.</summary>
    static abstract float Read(byte* line, float* scales, int column);
}
