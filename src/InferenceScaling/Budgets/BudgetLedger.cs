using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>Keeps a request within its budget: a call reserves its worst case before it runs and settles its true cost after. Thread-safe.</summary>
internal sealed class BudgetLedger(Budget budget, TimeProvider time, BudgetLedger? whole = null)
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private TokenUsage _tokens;
    private long _reservedTokens;
    private long _reservedCalls;
    private long _generatorCalls;
    private long _verifierCalls;

    /// <summary>The cost so far.</summary>
    public ReasoningUsage Usage
    {
        get
        {
            lock (_gate)
                return new(_tokens, _generatorCalls, _verifierCalls, time.GetElapsedTime(_started));
        }
    }

    /// <summary>Whether not even one more token or call is left, counting what is reserved.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (_gate)
                return RemainingTokens <= 0 || RemainingCalls <= 0;
        }
    }

    private long RemainingTokens => (budget.GeneratedTokens ?? long.MaxValue) - _tokens.Generated - _reservedTokens;

    private long RemainingCalls => (budget.GeneratorCalls ?? long.MaxValue) - _generatorCalls - _reservedCalls;

    /// <summary>Reserves tokens and calls for one piece of work.</summary>
    /// <param name="tokens">The worst case.</param>
    /// <param name="calls">The worst case.</param>
    /// <param name="shrink">Whether less than the worst case will do, if that is all there is.</param>
    /// <returns>The reservation, or null if there is not enough.</returns>
    public BudgetReservation? Reserve(int tokens, int calls, bool shrink)
    {
        lock (_gate)
        {
            var grantedTokens = Math.Min(tokens, RemainingTokens);
            var grantedCalls = Math.Min(calls, RemainingCalls);
            if (grantedTokens <= 0 || grantedCalls <= 0 || (!shrink && (grantedTokens < tokens || grantedCalls < calls)))
                return null;
            _reservedTokens += grantedTokens;
            _reservedCalls += grantedCalls;
            whole?.Hold(grantedTokens, grantedCalls);
            return new(this, (int)grantedTokens, (int)grantedCalls);
        }
    }

    /// <summary>Equal shares of what is left, for work that runs side by side; what a share spends is spent here too.</summary>
    public BudgetLedger[] Split(int count)
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, count).Select(member => new BudgetLedger(
                new() { GeneratedTokens = budget.GeneratedTokens is null ? null : Share(RemainingTokens, member), GeneratorCalls = budget.GeneratorCalls is null ? null : Share(RemainingCalls, member) }, time, this))];
        }

        long Share(long left, int member) => Math.Max(0, (left / count) + (member < left % count ? 1 : 0));
    }

    /// <summary>Books what the verifier read.</summary>
    public void AddVerification(TokenUsage usage)
    {
        whole?.AddVerification(usage);
        lock (_gate)
        {
            _tokens += usage;
            _verifierCalls++;
        }
    }

    internal void Spend(TokenUsage usage, int reservedTokens)
    {
        whole?.Spend(usage, reservedTokens);
        lock (_gate)
        {
            _tokens += usage;
            _generatorCalls++;
            _reservedTokens -= reservedTokens;
            _reservedCalls--;
        }
    }

    internal void Free(int tokens, int calls)
    {
        whole?.Free(tokens, calls);
        lock (_gate)
        {
            _reservedTokens -= tokens;
            _reservedCalls -= calls;
        }
    }

    private void Hold(long tokens, long calls)
    {
        whole?.Hold(tokens, calls);
        lock (_gate)
        {
            _reservedTokens += tokens;
            _reservedCalls += calls;
        }
    }
}
