namespace InferenceScaling.Models.Decoding;

/// <summary>A token that was drawn.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LogProbability">Natural-log probability under the raw model.</param>
/// <param name="SamplingLogProbability">Natural-log probability under the distribution it was drawn from; 0 when the most probable token was taken.</param>
public readonly record struct SampledToken(int Id, float LogProbability, float SamplingLogProbability);
