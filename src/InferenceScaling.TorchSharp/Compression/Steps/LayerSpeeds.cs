using System.Diagnostics;
using System.Globalization;
using InferenceScaling.Models;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Compression.Judging;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>How fast the matrices that read one input are on this machine's kernels, before and after. Equal shapes are measured once.</summary>
internal static class LayerSpeeds
{
    private const int Many = 64;
    private const int Turns = 7;
    private const double TurnSeconds = 1e-3;

    /// <summary>Measures; gives back what is slower with one row and with many, if asked.</summary>
    public static StepOutcome Measure(CompressedDecoder before, StepOutcome outcome, OverlaidWeights quantized, bool keepSlower, CompressionContext context, CancellationToken cancellationToken)
    {
        var config = outcome.Decoder.Config;
        using var kernels = new CpuKernels(config, context.Threads, new(WeightType.Auto, config), CacheType.F32);
        using var others = new CpuKernels(config, context.Threads, new(WeightType.Auto, config), CacheType.F32);
        var known = new Dictionary<string, (double One, double Many)>(StringComparer.Ordinal);
        var found = new Dictionary<string, (double One, double Many)>(StringComparer.Ordinal);
        foreach (var group in Enumerable.Range(0, config.LayerCount).SelectMany(layer => LayerMatrices.Of(config, layer)).Append(new([config.Head.Tied ? "embed" : "head"])))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!group.Names.All(name => quantized.Quantized.ContainsKey(name + ".weight")))
                continue;
            var shape = string.Join('|', group.Names.Select(name => string.Join('×', quantized.Shape(name + ".weight").ToArray())));
            if (!known.TryGetValue(shape, out var speed))
            {
                var (dense, small) = (kernels.Linear(before.Weights, [.. group.Names]), others.Linear(quantized, [.. group.Names]));
                var width = (int)quantized.Shape(group.Names[0] + ".weight")[1];
                known[shape] = speed = (Ratio(dense, kernels, small, others, 1, width, cancellationToken), Ratio(dense, kernels, small, others, Many, width, cancellationToken));
            }

            foreach (var name in group.Names)
            {
                found[name] = speed;
                if (keepSlower && IsSlower(speed))
                    quantized.Remove(name + ".weight");
            }
        }

        return outcome with { Layers = [.. outcome.Layers.Select(layer => found.TryGetValue(layer.Name, out var speed) ? Told(layer, speed, keepSlower && IsSlower(speed)) : layer)] };
    }

    private static bool IsSlower((double One, double Many) speed) => speed is { One: < 1, Many: < 1 };

    private static LayerReport Told(LayerReport layer, (double One, double Many) speed, bool isKept)
    {
        var told = layer with { SpeedOfOne = speed.One, SpeedOfMany = speed.Many };
        return isKept
            ? told with { Scheme = "kept", Error = null, Remark = string.Create(CultureInfo.InvariantCulture, $"slower here: {speed.One:F2} times the speed with one row, {speed.Many:F2} with {Many}") }
            : told;
    }

    private static double Ratio(LinearLayer<Activations> before, CpuKernels own, LinearLayer<Activations> after, CpuKernels others, int rows, int width, CancellationToken cancellationToken)
    {
        using var input = own.Zeros(rows, width);
        using var same = others.Zeros(rows, width);
        for (var index = 0; index < input.Span.Length; index++)
            input.Span[index] = same.Span[index] = ((index * 37) % 101) - 50;
        SpeedMeasurement.WarmUp(
            () =>
            {
                before.Apply(input).Dispose();
                after.Apply(same).Dispose();
            },
            cancellationToken);
        var calls = Math.Max(1, (int)(TurnSeconds / Math.Max(1e-7, Time(before, input, 3, cancellationToken))));
        var ratios = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
            ratios[turn] = Time(before, input, calls, cancellationToken) / Time(after, same, calls, cancellationToken);
        return SpeedMeasurement.Median(ratios);
    }

    private static double Time(LinearLayer<Activations> linear, Activations input, int calls, CancellationToken cancellationToken)
    {
        SpeedMeasurement.Rest(cancellationToken);

        // Wakes its own helpers.
        linear.Apply(input).Dispose();
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
            linear.Apply(input).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
