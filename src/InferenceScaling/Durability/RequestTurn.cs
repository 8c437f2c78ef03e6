using System.Runtime.CompilerServices;

namespace InferenceScaling.Durability;

/// <summary>The right to run a request on a journal: one run at a time, so that two do not pay for the same calls.</summary>
internal sealed class RequestTurn : IDisposable
{
    private static readonly ConditionalWeakTable<IReasoningJournal, Dictionary<string, RequestTurn>> Running = [];
    private readonly Dictionary<string, RequestTurn> _others;
    private readonly string _requestId;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RequestTurn(Dictionary<string, RequestTurn> others, string requestId)
    {
        _others = others;
        _requestId = requestId;
    }

    public static async Task<RequestTurn> TakeAsync(IReasoningJournal journal, string requestId, CancellationToken cancellationToken)
    {
        var running = Running.GetValue(journal, static _ => new(StringComparer.Ordinal));
        while (true)
        {
            Task over;
            lock (running)
            {
                if (!running.TryGetValue(requestId, out var other))
                    return running[requestId] = new(running, requestId);
                over = other._over.Task;
            }

            await over.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_others)
        {
            if (!_others.TryGetValue(_requestId, out var own) || own != this)
                return;
            _others.Remove(_requestId);
        }

        _over.SetResult();
    }
}
