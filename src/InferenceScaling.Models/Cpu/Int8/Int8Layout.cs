namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Sizes that weights, activations and tiles agree on.</summary>
/// <param name="Group">Inputs that share a scale; a multiple of 32.</param>
/// <param name="IsTurned">Whether weights and activations are turned by <see cref="BlockRotation"/> before they are rounded; <paramref name="Group"/> is a multiple of 64 then.</param>
internal readonly record struct Int8Layout(int Group, bool IsTurned)
{
    /// <summary>Columns of a panel.</summary>
    public const int Columns = WeightMatrix.PanelWidth;

    /// <summary>Inputs that one instruction multiplies.</summary>
    public const int Quad = 4;

    /// <summary>Bytes of a group's scales, behind its weights.</summary>
    public const int ScaleBytes = Columns * sizeof(float);

    /// <summary>Bytes of the weights of four inputs.</summary>
    public const int QuadBytes = Columns * Quad;

    /// <summary>Most inputs of a group.</summary>
    public const int WidestGroup = 256;

    /// <summary>Inputs of a group as checkpoints have them.</summary>
    public const int StoredGroup = 32;

    /// <summary>Groups as checkpoints have them.</summary>
    public static Int8Layout Stored { get; } = new(StoredGroup, IsTurned: false);

    /// <summary>Bytes of the weights of a group.</summary>
    public int WeightBytes => Group * Columns;

    /// <summary>Bytes of a panel's group: its weights, then 64 scales.</summary>
    public int GroupBytes => WeightBytes + ScaleBytes;

    /// <summary>The layout of weights that are rounded here: turned, in groups as wide as divide the inputs, up to 256.</summary>
    /// <remarks>Numbers that are turned have no outliers, so that wide groups cost no accuracy; and a tile adds up integers only, until a group is through.</remarks>
    public static Int8Layout Turned(int inputs)
    {
        var group = WidestGroup;
        while (group > BlockRotation.Size && inputs % group != 0)
            group -= BlockRotation.Size;
        return new(group, IsTurned: true);
    }

    /// <summary>Number of groups of so many inputs; the last may have fewer.</summary>
    public int Groups(int inputs) => (inputs + Group - 1) / Group;
}
