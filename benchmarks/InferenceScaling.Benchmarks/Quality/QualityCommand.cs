using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Loading;
using Spectre.Console;

namespace InferenceScaling.Benchmarks.Quality;

/// <summary><c>quality</c>: what 8-bit weights and smaller caches cost, on a text, and which matrices cost it.</summary>
internal static class QualityCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "A GGUF model.", DefaultValueFactory = _ => RepositoryFolder.Path("../shared/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf") };
        var text = new Option<string>("--text") { Description = "A text, or JSON lines with questions and answers.", DefaultValueFactory = _ => RepositoryFolder.Path("../shared/data/gsm8k/test.jsonl") };
        var tokens = new Option<int>("--tokens") { Description = "Tokens of the text to read.", DefaultValueFactory = _ => 8192 };
        var window = new Option<int>("--window") { Description = "Tokens that are read together.", DefaultValueFactory = _ => 512 };
        var layers = new Option<bool>("--layers") { Description = "Also rounds each layer alone." };
        var command = new Command("quality", "Measures what rounding costs.") { model, text, tokens, window, layers };
        command.SetAction(arguments => Run(arguments.GetValue(model)!, arguments.GetValue(text)!, arguments.GetValue(tokens), arguments.GetValue(window), arguments.GetValue(layers)));
        return command;
    }

    private static int Run(string model, string text, int tokens, int window, bool layers)
    {
        if (!File.Exists(model) || !File.Exists(text))
        {
            Console.Error.WriteLine($"{(File.Exists(model) ? text : model)} is not there. Name a GGUF model by --model and a text by --text.");
            return 2;
        }

        using var source = DecoderSource.Open(model);
        using var file = GgufFile.Open(model);
        var windows = GgufText.Read(file, tokenizerPath: null, Prompting.Plain).Tokenizer.Encode(Text(text), addSpecialTokens: false).Take(tokens).Chunk(window).Where(chunk => chunk.Length > 1).ToArray();
        using var exact = new TextReading(new("fp32", new() { WeightType = WeightType.F32 }), source.Config, source.Weights);
        var reference = Array.ConvertAll(windows, chunk => exact.Read(chunk));
        var perplexity = Perplexity(windows, reference, source.Config.OutputWidth);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{windows.Sum(chunk => chunk.Length - 1)} tokens of {Path.GetFileName(text)} in windows of {window}; fp32: perplexity {perplexity:F3}, {exact.WeightBytes / 1e6:F0} MB."));
        var table = new Table().AddColumns("variant", "perplexity", "ratio", "mean KL", "p99 KL", "same token", "weights, MB");
        foreach (var variant in QualityVariant.Whole.Concat(QualityVariant.Kinds).Concat(layers ? Enumerable.Range(0, source.Config.LayerCount).Select(QualityVariant.Layer) : []))
        {
            var row = Compare(variant, source, windows, reference, perplexity);
            table.AddRow(row.Name, Show(row.Perplexity, "F3"), Show(row.PerplexityRatio, "F4"), Show(row.MeanDivergence, "F5"), Show(row.LargeDivergence, "F4"), Show(row.SameToken, "P1"), Show(row.Megabytes, "F0"));
            Console.WriteLine(row);
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static QualityRow Compare(QualityVariant variant, DecoderSource source, int[][] windows, float[][] reference, double perplexity)
    {
        using var reading = new TextReading(variant, source.Config, source.Weights);
        var width = source.Config.OutputWidth;
        var found = new float[windows.Length][];
        var divergences = new List<double>();
        var same = 0;
        for (var index = 0; index < windows.Length; index++)
        {
            var (expected, actual) = (reference[index], reading.Read(windows[index]));
            var places = windows[index].Length - 1;
            var (divergence, equal) = (new double[places], new bool[places]);
            Parallel.For(0, places, place =>
            {
                var one = expected.AsSpan(place * width, width);
                var other = actual.AsSpan(place * width, width);
                for (var token = 0; token < width; token++)
                    divergence[place] += Math.Exp(one[token]) * (one[token] - other[token]);
                equal[place] = TensorPrimitives.IndexOfMax<float>(one) == TensorPrimitives.IndexOfMax<float>(other);
            });
            divergences.AddRange(divergence);
            same += equal.Count(value => value);
            found[index] = actual;
        }

        divergences.Sort();
        var own = Perplexity(windows, found, width);
        return new(variant.Name, own, own / perplexity, divergences.Average(), divergences[divergences.Count * 99 / 100], (double)same / divergences.Count, reading.WeightBytes / 1e6);
    }

    private static double Perplexity(int[][] windows, float[][] logProbabilities, int width) =>
        Math.Exp(-windows.Zip(logProbabilities).SelectMany(pair => Enumerable.Range(0, pair.First.Length - 1).Select(place => (double)pair.Second[(place * width) + pair.First[place + 1]])).Average());

    private static string Text(string path)
    {
        if (!path.EndsWith(".jsonl", StringComparison.Ordinal))
            return File.ReadAllText(path);
        return string.Join("\n\n", File.ReadLines(path).Select(line =>
        {
            using var item = JsonDocument.Parse(line);
            return $"{item.RootElement.GetProperty("question").GetString()}\n{item.RootElement.GetProperty("answer").GetString()}";
        }));
    }

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
