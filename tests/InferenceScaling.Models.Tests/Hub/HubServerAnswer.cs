namespace InferenceScaling.Models.Tests.Hub;

internal sealed record HubServerAnswer
{
    public int Status { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public byte[] Body { get; init; } = [];

    /// <summary>Bytes of the body that are sent before the connection is closed.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    public TimeSpan Delay { get; init; }

    public TimeSpan Silence { get; init; }
}
