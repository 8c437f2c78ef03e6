namespace InferenceScaling.Verification.Remote;

/// <summary>Where a <see cref="RemoteVerifier"/> asks, and how.</summary>
public sealed record RemoteVerifierOptions
{
    /// <summary>Where requests are posted; relative to the client's base address if it has one.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What requests and replies look like.</summary>
    /// <value>The default is <see cref="RemoteScoreFormat.Steps"/>.</value>
    public RemoteScoreFormat Format { get; init; } = RemoteScoreFormat.Steps;

    /// <summary>The model that the server should use; null if it has one only.</summary>
    public string? Model { get; init; }

    /// <summary>How long a call may take, to the last byte of its reply; of this and the client's own timeout the shorter counts.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest reply that is read.</summary>
    /// <value>The default is 4 MiB.</value>
    public int MaxReplyBytes { get; init; } = 4 << 20;

    /// <summary>Measures the timeout.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
