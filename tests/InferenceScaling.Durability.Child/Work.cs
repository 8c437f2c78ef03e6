using InferenceScaling.Paths;

namespace InferenceScaling.Durability.Child;

/// <summary>The time of a call, by lot of its place: calls end in another order than they began in.</summary>
internal static class Work
{
    public static async Task For(PathRandom lot, CancellationToken cancellationToken)
    {
        switch (lot.Bits(99) % 4)
        {
            case 0:
                break;
            case 1:
                await Task.Yield();
                break;
            case var milliseconds:
                await Task.Delay((int)milliseconds - 1, cancellationToken);
                break;
        }
    }
}
