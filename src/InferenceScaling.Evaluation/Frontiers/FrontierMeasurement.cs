using System.Text.Json;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Evaluation.Numerics;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>Runs strategies on questions and keeps every outcome as it comes, one line of JSON each.</summary>
internal sealed class FrontierMeasurement(IReadOnlyList<ReasonerVariant> variants, IReadOnlyList<FrontierProblem> problems, FrontierOptions options)
{
    private const string Format = "frontier-results/1";

    public async Task<IReadOnlyDictionary<(string Variant, string Problem), FrontierOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        ReasonerVariant[] all = options.Bins > 1 ? [options.Probe!, .. variants] : [.. variants];
        var outcomes = new Dictionary<(string Variant, string Problem), FrontierOutcome>();
        var wanted = all.SelectMany(variant => problems.Select(problem => (variant.Name, problem.Id))).ToHashSet();
        await using var writer = options.ResultsFile is { } file ? Open(file, outcomes) : null;
        foreach (var key in outcomes.Keys.Where(key => !wanted.Contains(key)).ToArray())
            outcomes.Remove(key);
        options.Progress?.Report((outcomes.Count, wanted.Count));

        // Questions in the outer loop: an interrupted run has measured every strategy on about the same questions.
        var missing = problems.SelectMany(problem => all.Select(variant => (Variant: variant, Problem: problem))).Where(pair => !outcomes.ContainsKey((pair.Variant.Name, pair.Problem.Id)));
        using var gate = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken }, async (pair, token) =>
        {
            var outcome = await AnswerAsync(pair.Variant, pair.Problem, token).ConfigureAwait(false);

            // What was paid for is kept, also when somebody cancels just now.
            await gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                outcomes[(pair.Variant.Name, pair.Problem.Id)] = outcome;
                if (writer is not null)
                {
                    await writer.WriteLineAsync(JsonSerializer.Serialize(outcome, FrontierJsonContext.Default.FrontierOutcome)).ConfigureAwait(false);
                    await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }

                options.Progress?.Report((outcomes.Count, wanted.Count));
            }
            finally
            {
                gate.Release();
            }
        }).ConfigureAwait(false);
        return outcomes;
    }

    public static FrontierPoint Summarize(string name, FrontierOutcome[] outcomes, double level)
    {
        var right = outcomes.Count(static outcome => outcome.Right);
        var mean = outcomes.Average(static outcome => outcome.Cost);
        var squares = outcomes.Sum(outcome => (outcome.Cost - mean) * (outcome.Cost - mean));
        var error = outcomes.Length < 2 ? 0 : -SpecialFunctions.NormalQuantile((1 - level) / 2) * Math.Sqrt(squares / (outcomes.Length - 1) / outcomes.Length);
        return new(name, outcomes.Length, right, mean, BinomialInterval.Wilson(right, outcomes.Length, level), new(mean - error, mean + error));
    }

    private async Task<FrontierOutcome> AnswerAsync(ReasonerVariant variant, FrontierProblem problem, CancellationToken cancellationToken)
    {
        var result = await variant.Reasoner.ReasonAsync(problem.Request, cancellationToken).ConfigureAwait(false);
        double? success = variant == options.Probe ? options.Difficulty!.PredictSuccess(DifficultyFeatures.Of(problem.Request.Prompt, result.Candidates)) : null;
        return new(variant.Name, problem.Id, problem.IsRight(result), options.Cost.Cost(result.Usage), success);
    }

    /// <summary>Reads what an earlier run left and goes on behind it. A last line that a kill cut short is cut off; any other damage is refused.</summary>
    private StreamWriter Open(string file, Dictionary<(string Variant, string Problem), FrontierOutcome> outcomes)
    {
        var header = JsonSerializer.Serialize(new FrontierResultsHeader(Format, options.Cost.Name), FrontierJsonContext.Default.FrontierResultsHeader);
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 0 && lines[0].TrimEnd('\r') != header)
            throw new InvalidDataException($"{file}, line 1: results of another measurement or version; expected {header}, found {(lines[0].Length > 200 ? lines[0][..200] : lines[0])}. Use another file.");
        for (var index = 1; index < lines.Length; index++)
        {
            var outcome = Parse(file, index + 1, lines[index]);
            outcomes[(outcome.Variant!, outcome.Problem!)] = outcome;
        }

        var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        try
        {
            stream.SetLength(System.Text.Encoding.UTF8.GetByteCount(whole));
            stream.Seek(0, SeekOrigin.End);
            var writer = new StreamWriter(stream) { NewLine = "\n" };
            if (lines.Length == 0)
                writer.WriteLine(header);
            return writer;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static FrontierOutcome Parse(string file, int number, string line)
    {
        try
        {
            var outcome = JsonSerializer.Deserialize(line, FrontierJsonContext.Default.FrontierOutcome);
            if (outcome is { Variant: not null, Problem: not null } && outcome.Cost >= 0 && double.IsFinite(outcome.Cost) && outcome.Success is null or (>= 0 and <= 1))
                return outcome!;
            throw new InvalidDataException($"{file}, line {number}: an outcome needs a variant, a problem, a cost that is not negative and, if any, a success of 0 to 1.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{file}, line {number}: not an outcome ({exception.Message}).", exception);
        }
    }
}
