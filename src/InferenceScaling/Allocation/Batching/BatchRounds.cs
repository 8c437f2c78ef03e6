using InferenceScaling.Reasoning;

namespace InferenceScaling.Allocation.Batching;

/// <summary>The rounds of one batch: waits until every question that is still there has its samples, then says how many more each gets. Thread-safe.</summary>
/// <remarks>Grants depend on the candidates only, question by question, never on which search came first.</remarks>
internal sealed class BatchRounds
{
    private readonly Lock _gate = new();
    private readonly BatchOptions _options;
    private readonly Seat[] _seats;
    private readonly int _total;
    private int _left;

    public BatchRounds(BatchOptions options, int questions)
    {
        _options = options;
        _seats = [.. Enumerable.Range(0, questions).Select(static _ => new Seat())];
        _total = _left = (int)Math.Min(int.MaxValue, Math.Floor((options.MeanSamples * questions) + 1e-9));
    }

    /// <summary>The budget in samples.</summary>
    public int Total => _total;

    /// <summary>Brings a question's samples so far, waits for the others, and returns how many more it gets; 0 ends it.</summary>
    public async Task<int> NextAsync(int question, IReadOnlyList<ReasoningCandidate> candidates, CancellationToken cancellationToken)
    {
        Task<int> grant;
        lock (_gate)
        {
            var seat = _seats[question];
            seat.Candidates = candidates;
            seat.Grant = new(TaskCreationOptions.RunContinuationsAsynchronously);
            grant = seat.Grant.Task;
            GrantIfComplete();
        }

        return await grant.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves, because the question has ended, failed or was cancelled: nobody may wait for it.</summary>
    public void Leave(int question)
    {
        lock (_gate)
        {
            if (_seats[question].HasLeft)
                return;
            _seats[question].HasLeft = true;
            _seats[question].Grant = null;
            GrantIfComplete();
        }
    }

    private void GrantIfComplete()
    {
        var waiting = Enumerable.Range(0, _seats.Length).Where(index => !_seats[index].HasLeft).ToArray();
        if (waiting.Length == 0 || Array.Exists(waiting, index => _seats[index].Grant is null))
            return;
        var grants = Array.Exists(waiting, index => _seats[index].Given == 0) ? First(waiting) : ByGain(waiting);
        for (var index = 0; index < waiting.Length; index++)
        {
            var seat = _seats[waiting[index]];
            var grant = seat.Grant!;
            seat.Grant = null;
            seat.Given += grants[index];
            _left -= grants[index];
            if (grants[index] == 0)
                seat.HasLeft = true;
            grant.SetResult(grants[index]);
        }
    }

    private int[] First(int[] waiting)
    {
        var each = SampleAllocation.Uniform(waiting.Length, _left);
        return [.. each.Select(share => Math.Min(share, Math.Min(_options.FirstSamples, _options.MaxSamples)))];
    }

    private int[] ByGain(int[] waiting)
    {
        var round = Math.Min(_left, Math.Max(1, (int)Math.Ceiling(_options.RoundShare * _total)));
        return SampleAllocation.ByGain(waiting.Length, round, (index, planned) =>
        {
            var seat = _seats[waiting[index]];
            var limit = _options.MaxSamples - seat.Given - planned;
            return limit <= 0 ? 0 : _options.Gain.Next(seat.Candidates, planned, limit);
        });
    }

    private sealed class Seat
    {
        public IReadOnlyList<ReasoningCandidate> Candidates { get; set; } = [];

        public TaskCompletionSource<int>? Grant { get; set; }

        public int Given { get; set; }

        public bool HasLeft { get; set; }
    }
}
