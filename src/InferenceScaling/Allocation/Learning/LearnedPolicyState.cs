using System.Text.Json;

namespace InferenceScaling.Allocation.Learning;

/// <summary>A learned policy as it is stored.</summary>
internal sealed record LearnedPolicyState
{
    private const int CurrentVersion = 1;

    public int Version { get; init; }

    public LearnedPolicyOptions? Options { get; init; }

    public double Price { get; init; }

    public long Rewards { get; init; }

    public LinearArmState[]? Arms { get; init; }

    public static LearnedPolicyState Of(LearnedPolicyOptions options, LinearArm[] arms, double price, long rewards) => new()
    {
        Version = CurrentVersion,
        Options = options,
        Price = price,
        Rewards = rewards,
        Arms = [.. arms.Select(static arm => new LinearArmState([.. arm.Moments.Cast<double>()], [.. arm.Rewards], arm.Weight, arm.CostSum))],
    };

    public static LearnedPolicyState Parse(string json)
    {
        LearnedPolicyState? state;
        try
        {
            state = JsonSerializer.Deserialize(json, LearningJsonContext.Default.LearnedPolicyState);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Not a learned policy: {exception.Message}", exception);
        }

        if (state is null || state.Version != CurrentVersion)
            throw new InvalidDataException($"A learned policy of version {CurrentVersion} was expected, but found {(state is null ? "null" : state.Version)}.");
        if (state.Options is not { Arms: { } names, Features: >= 0 and <= 512 } options || names.Any(static name => name is null) || state.Arms is null || state.Arms.Length != names.Count)
            throw new InvalidDataException("A learned policy has options, and one state for each of their arms.");
        if (!(state.Price >= 0 && double.IsFinite(state.Price)) || state.Rewards < 0)
            throw new InvalidDataException($"A learned policy's price and number of rewards must be 0 or more, but they are {state.Price} and {state.Rewards}.");
        var size = options.Features + 1;
        for (var index = 0; index < state.Arms.Length; index++)
        {
            if (state.Arms[index] is not { Moments: { } moments, Rewards: { } rewards } arm || moments.Length != size * size || rewards.Length != size || !moments.Concat(rewards).Append(arm.Weight).Append(arm.CostSum).All(double.IsFinite) || arm.Weight < 0 || arm.CostSum < 0)
                throw new InvalidDataException($"Arm {index} ('{names[index]}') must have {size} × {size} moments and {size} rewards, finite, and a weight and a cost that are not negative.");
        }

        return state;
    }

    public void Restore(LinearArm[] arms)
    {
        for (var index = 0; index < arms.Length; index++)
        {
            var (moments, rewards, weight, costs) = Arms![index];
            Buffer.BlockCopy(moments!, 0, arms[index].Moments, 0, moments!.Length * sizeof(double));
            rewards!.CopyTo(arms[index].Rewards, 0);
            (arms[index].Weight, arms[index].CostSum) = (weight, costs);
            try
            {
                _ = arms[index].Width(new double[rewards.Length]);
            }
            catch (InvalidDataException exception)
            {
                throw new InvalidDataException($"The moments of arm {index} are those of no observations: {exception.Message}", exception);
            }
        }
    }
}
