namespace InferenceScaling.Reasoning;

/// <summary>The base of middleware: passes everything to an inner reasoner until a derived class says otherwise.</summary>
/// <param name="inner">The reasoner behind this one; disposed with it.</param>
public class DelegatingReasoner(IReasoner inner) : IReasoner
{
    /// <summary>The reasoner behind this one.</summary>
    protected IReasoner Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public virtual Task<ReasoningResult> ReasonAsync(ReasoningRequest request, CancellationToken cancellationToken = default) =>
        Inner.ReasonAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ReasoningUpdate> ReasonStreamingAsync(ReasoningRequest request, CancellationToken cancellationToken = default) =>
        Inner.ReasonStreamingAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : Inner.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the inner reasoner.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Inner.Dispose();
    }
}
