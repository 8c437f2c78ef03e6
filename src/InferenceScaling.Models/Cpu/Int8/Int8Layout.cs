namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Sizes that weights, activations and tiles agree on.</summary>
internal static class Int8Layout
{
    /// <summary>Inputs that share a scale.</summary>
    public const int Group = 32;

    /// <summary>Columns of a panel.</summary>
    public const int Columns = WeightMatrix.PanelWidth;

    /// <summary>Inputs that one instruction multiplies.</summary>
    public const int Quad = 4;

    /// <summary>Bytes of a group's scales, before its weights.</summary>
    public const int ScaleBytes = Columns * sizeof(float);

    /// <summary>Bytes of a panel's group.</summary>
    public const int GroupBytes = ScaleBytes + (Group * Columns);

    /// <summary>Bytes of the weights of four inputs.</summary>
    public const int QuadBytes = Columns * Quad;

    /// <summary>Number of groups of so many inputs; the last may have fewer.</summary>
    public static int Groups(int inputs) => (inputs + Group - 1) / Group;
}
