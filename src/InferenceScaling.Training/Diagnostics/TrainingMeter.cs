using System.Diagnostics.Metrics;

namespace InferenceScaling.Training.Diagnostics;

/// <summary>The meter <c>InferenceScaling.Training</c>.</summary>
internal static class TrainingMeter
{
    private static readonly Meter Meter = new("InferenceScaling.Training");

    public static Counter<long> Tokens { get; } = Meter.CreateCounter<long>("inference_scaling.training.tokens", "{token}", "Tokens read by training.");

    public static Counter<long> Steps { get; } = Meter.CreateCounter<long>("inference_scaling.training.steps", "{step}", "Optimiser steps done.");

    public static Histogram<double> Loss { get; } = Meter.CreateHistogram<double>("inference_scaling.training.loss", "nat", "Mean loss of a step.");
}
