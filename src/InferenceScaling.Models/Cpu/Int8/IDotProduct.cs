namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>An instruction that adds products of bytes, four to a sum.</summary>
/// <typeparam name="TSums">Sums, 32 bits each.</typeparam>
/// <typeparam name="TWeights">Four weights for each sum.</typeparam>
/// <typeparam name="TInputs">Four inputs for each sum.</typeparam>
internal interface IDotProduct<TSums, TWeights, TInputs>
{
    /// <summary>Name for logs and benchmarks.</summary>
    static abstract string Name { get; }

    /// <summary>sums[i] + Σ over k of weights[i, k] · inputs[i, k], not saturated.</summary>
    static abstract TSums Add(TSums sums, TWeights weights, TInputs inputs);
}
