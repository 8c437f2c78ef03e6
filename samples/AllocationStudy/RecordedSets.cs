using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceScaling.Answers;

namespace AllocationStudy;

/// <summary>Published samples of other models. Answers become numbers, equal ones the same; the right one is 0.</summary>
internal static partial class RecordedSets
{
    private static readonly string[] Gsm8kModels = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"];

    /// <summary>Qwen2.5-Math on MATH: 8 samples with the scores of a reward model.</summary>
    public static StudySet Math(string folder) => new("MATH, 8 samples of Qwen2.5-Math, its reward model", [.. File.ReadLines(Path.Combine(folder, "qwen25math_rm_maj", "math_cot_100_n8.jsonl")).Select((line, index) =>
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        string[] answers = [.. row.GetProperty("pred").EnumerateArray().Select(answer => answer.GetString() ?? "")];
        bool[] right = [.. row.GetProperty("score").EnumerateArray().Select(flag => flag.GetBoolean())];
        double[] scores = [.. row.GetProperty("pred_score").EnumerateArray().Select(score => 1 / (1 + System.Math.Exp(-score[0].GetDouble())))];
        long[] tokens = [.. row.GetProperty("code").EnumerateArray().Select(code => (long)(code.GetString()!.Length / 3.5))];
        return Problem(index, answers, right, scores, tokens);
    })]);

    /// <summary>GPT-4 on the Game of 24: 100 samples that either reach 24 or do not.</summary>
    public static StudySet GameOf24(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "game24", "gpt4_cot_sample100_900_1000.json")));
        return new("Game of 24, 100 samples of GPT-4", [.. document.RootElement.EnumerateArray().Select((row, index) =>
        {
            string[] answers = [.. row.GetProperty("ys").EnumerateArray().Select(text => text.GetString()!)];
            bool[] right = [.. row.GetProperty("infos").EnumerateArray().Select(info => info.GetProperty("r").GetInt32() == 1)];
            return Problem(index, answers, right, [.. right.Select(flag => flag ? 1.0 : 0.0)], [.. answers.Select(answer => (long)(answer.Length / 2.5))]);
        })]);
    }

    /// <summary>Four models on GSM8K, one answer each, from the smallest to the largest.</summary>
    public static StudySet Gsm8k(string folder) => new("GSM8K, one answer of each of four models", [.. File.ReadLines(Path.Combine(folder, "gsm8k", "example_model_solutions.jsonl")).Select((line, index) =>
    {
        using var document = JsonDocument.Parse(line);
        var models = Gsm8kModels.Select(name => document.RootElement.GetProperty(name)).ToArray();
        string[] answers = [.. models.Select(model => FinalAnswer().Match(model.GetProperty("solution").GetString()!) is { Success: true } match ? AnswerDomain.Number.Canonicalize(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal).TrimEnd('.')) : "")];
        return Problem(index, answers, [.. models.Select(model => model.GetProperty("is_correct").GetBoolean())], null, [.. models.Select(model => (long)(model.GetProperty("solution").GetString()!.Length / 3))]);
    })]);

    private static PooledProblem Problem(int index, string[] answers, bool[] right, double[]? scores, long[] tokens)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return new(index, 0, "", "0", null, [.. answers.Select((answer, sample) => new PooledSample(Name(answer, right[sample]), scores?[sample], tokens[sample], null))], 0);

        string? Name(string answer, bool isRight)
        {
            if (isRight)
                return "0";
            if (answer.Length == 0)
                return null;
            numbers.TryAdd(answer, numbers.Count + 1);
            return numbers[answer].ToString(CultureInfo.InvariantCulture);
        }
    }

    [GeneratedRegex(@"A:\s*\$?(-?[\d.,]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex FinalAnswer();
}
