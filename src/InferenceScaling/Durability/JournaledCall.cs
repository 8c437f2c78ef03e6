using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>A call that a journal can answer.</summary>
/// <typeparam name="TValue">What it comes to.</typeparam>
/// <param name="kind">What its entry says.</param>
/// <param name="key">What is asked.</param>
/// <param name="identity">Who is asked.</param>
/// <param name="costs">What is known of the cost of who is asked.</param>
internal abstract class JournaledCall<TValue>(JournalEntryKind kind, UInt128 key, string identity, ModelCosts? costs)
{
    public JournalEntryKind Kind => kind;

    public UInt128 Key => key;

    public string Identity => identity;

    public ModelCosts? Costs => costs;

    /// <summary>Whether the journal answered.</summary>
    public bool IsRecovered { get; private set; }

    /// <summary>What a meter measured for the answer; null if none did.</summary>
    public double? Joules { get; private set; }

    /// <summary>Asks.</summary>
    public abstract Task<TValue> MakeAsync(CancellationToken cancellationToken);

    /// <summary>What an answer has cost.</summary>
    public abstract TokenUsage UsageOf(TValue value);

    /// <summary>The answer of an entry.</summary>
    /// <exception cref="JournalFormatException">The data are damaged or of a newer version.</exception>
    public TValue Recover(ReadOnlySpan<byte> data, string name)
    {
        (var value, Joules) = Read(data, name);
        IsRecovered = true;
        return value;
    }

    /// <summary>An answer that was just paid, as the data of an entry.</summary>
    public byte[] Write(TValue value, double? joules)
    {
        Joules = joules;
        return Write(value);
    }

    /// <summary>Frees what an answer holds that could not be kept.</summary>
    public virtual void Discard(TValue value)
    {
    }

    protected abstract (TValue Value, double? Joules) Read(ReadOnlySpan<byte> data, string name);

    protected abstract byte[] Write(TValue value);
}
