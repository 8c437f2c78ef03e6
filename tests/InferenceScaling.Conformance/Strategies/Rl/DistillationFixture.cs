using System.Text.Json;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Distillation;
using static TorchSharp.torch;

namespace InferenceScaling.Conformance.Strategies.Rl;

/// <summary>Losses of distillation and their gradients, in double precision.</summary>
internal sealed class DistillationFixture : IStrategyFixture
{
    private const double Tolerance = 1e-10;

    public string File => "rl/distillation.json";

    public void Run(JsonElement root, ConformanceReport report)
    {
        TorchRuntime.EnsureLoaded();
        Expect.Cases(root, report, static (input, expected) =>
        {
            var temperature = input.GetProperty("temperature").Number();
            Check(input, expected, "generalized_jsd", withTargets: false, new() { Divergence = DivergenceKind.JensenShannon, Beta = input.GetProperty("beta").Number(), Temperature = temperature });
            Check(input, expected, "forward_kl_times_t2", withTargets: false, new() { Temperature = temperature });
            Check(input, expected, "hinton_mix", withTargets: true, new() { Temperature = temperature, CrossEntropyShare = 1 - input.GetProperty("alpha").Number() });
        });
    }

    private static void Check(JsonElement input, JsonElement expected, string name, bool withTargets, DistillationLoss settings)
    {
        using var scope = NewDisposeScope();
        var student = Logits(input.GetProperty("student_logits")).requires_grad_(true);
        var targets = withTargets ? tensor(input.GetProperty("hard_labels").Integers()).to(ScalarType.Int64) : null;
        var loss = Divergences.Loss(student, Logits(input.GetProperty("teacher_logits")), targets, settings);
        loss.backward();
        Expect.Close(name, loss.item<double>(), expected.GetProperty(name).Number(), Tolerance);
        Expect.Close($"gradient of {name}", student.grad!.data<double>().ToArray(), [.. expected.GetProperty("gradient_" + name).EnumerateArray().SelectMany(row => row.Numbers())], Tolerance);
    }

    private static Tensor Logits(JsonElement rows)
    {
        var values = rows.EnumerateArray().Select(row => row.Numbers()).ToArray();
        return tensor(values.SelectMany(row => row).ToArray(), [values.Length, values[0].Length]);
    }
}
