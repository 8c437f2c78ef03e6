namespace InferenceScaling.Conformance.Quant;

/// <summary>A group of the reference's tensors: computes them from their inputs and compares.</summary>
internal interface IQuantFixture
{
    void Run(QuantReference reference, ConformanceReport report);
}
