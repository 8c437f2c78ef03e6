using InferenceScaling.Paths;

namespace InferenceScaling.Ledger;

/// <summary>Random numbers for one problem or lesson, one after the other: a function of seed, kind and index.</summary>
internal sealed class Draws(ulong seed, string kind, long index)
{
    private readonly PathRandom _random = new(PathRandom.Root(seed, kind).Bits((ulong)index));
    private ulong _drawn;

    /// <summary>An integer from 0 to below a bound.</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>An integer between two, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => _random.Uniform(_drawn++);

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Puts things in random order.</summary>
    public T[] Shuffle<T>(IEnumerable<T> things)
    {
        T[] order = [.. things];
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }
}
