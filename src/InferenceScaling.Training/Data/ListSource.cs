using System.Collections.Immutable;

namespace InferenceScaling.Training.Data;

/// <summary>A list of texts, read again and again in an order that is drawn anew for every pass.</summary>
/// <param name="name">What the texts are; part of the identity.</param>
/// <param name="texts">The texts; at least one.</param>
/// <param name="seed">Decides the orders.</param>
public sealed class ListSource(string name, ImmutableArray<TrainingSequence> texts, ulong seed) : ITrainingSource
{
    private long _pass = -1;
    private int[] _order = [];

    /// <inheritdoc/>
    public string Identity => $"{name}, {texts.Length} texts, seed {seed}";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The list is empty.</exception>
    public TrainingSequence Read(long index, double progress)
    {
        if (texts.IsDefaultOrEmpty)
            throw new InvalidOperationException($"'{name}' has no texts; give at least one.");
        var (pass, place) = Math.DivRem(index, texts.Length);
        if (pass != _pass)
        {
            var draws = new SplitMix(seed, pass);
            _order = Enumerable.Range(0, texts.Length).ToArray();
            for (var last = _order.Length - 1; last > 0; last--)
            {
                var other = draws.Below(last + 1);
                (_order[last], _order[other]) = (_order[other], _order[last]);
            }

            _pass = pass;
        }

        return texts[_order[place]];
    }
}
