namespace AllocationStudy;

/// <summary>How the mean regret of a policy develops, over several runs.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Requests">After how many requests.</param>
/// <param name="Mean">The mean regret a request until then.</param>
/// <param name="HalfWidth">Half of its 95 % interval over runs.</param>
internal sealed record RegretCurve(string Policy, IReadOnlyList<int> Requests, IReadOnlyList<double> Mean, IReadOnlyList<double> HalfWidth)
{
    public (double Mean, double HalfWidth) After(int requests)
    {
        for (var place = 0; place < Requests.Count; place++)
        {
            if (Requests[place] == requests)
                return (Mean[place], HalfWidth[place]);
        }

        throw new ArgumentOutOfRangeException(nameof(requests), requests, $"The curve has no point after {requests} requests.");
    }
}
