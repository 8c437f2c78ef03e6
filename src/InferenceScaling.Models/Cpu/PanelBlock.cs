namespace InferenceScaling.Models.Cpu;

/// <summary>Some inputs of a product with a panel: what a tile goes through for all rows before it takes the next.</summary>
internal unsafe struct PanelBlock
{
    /// <summary>The first input.</summary>
    public nint From;

    /// <summary>The one behind the last.</summary>
    public nint To;

    /// <summary>Their lines of weights.</summary>
    public byte* Panel;

    /// <summary>Which inputs share scales, beginning with the first's.</summary>
    public PanelRun* Runs;

    /// <summary>The panel's scales.</summary>
    public float* Scales;

    /// <summary>From a row of x to the next.</summary>
    public nint Width;

    /// <summary>From a row of y to the next.</summary>
    public nint Stride;

    /// <summary>The weights behind them.</summary>
    public LinesAhead Ahead;
}
