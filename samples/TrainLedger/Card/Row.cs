namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>What a strategy did on the problems of a study.</summary>
/// <param name="Name">The strategy.</param>
/// <param name="Right">Right or wrong, problem by problem.</param>
/// <param name="Tokens">Generated tokens a problem.</param>
internal sealed record Row(string Name, bool[] Right, double Tokens)
{
    public double Accuracy => Right.Average(right => right ? 1.0 : 0);
}
