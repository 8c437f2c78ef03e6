namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Checks the lengths of activation columns before they weigh anything.</summary>
internal static class ActivationNorms
{
    public static void Check(ReadOnlySpan<double> activationNorms, int expected, string what)
    {
        if (activationNorms.Length != expected)
            throw new ArgumentException($"{activationNorms.Length} activation norms for {expected} {what}.", nameof(activationNorms));
        for (var input = 0; input < activationNorms.Length; input++)
        {
            if (!double.IsFinite(activationNorms[input]) || activationNorms[input] < 0)
                throw new ArgumentException($"The activation norm of input {input} is {activationNorms[input]}; expected a finite number, at least 0. Look for activations that overflow.", nameof(activationNorms));
        }
    }
}
