using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Reasoning;
using InferenceScaling.Verification;

namespace AllocationStudy;

/// <summary>Problems with pooled samples, on which reasoners are replayed.</summary>
internal sealed class StudySet(string name, IReadOnlyList<PooledProblem> problems)
{
    private readonly Dictionary<string, PooledProblem> _byPrompt = problems.ToDictionary(Prompt);

    public string Name => name;

    public IReadOnlyList<PooledProblem> Problems => problems;

    public static string Prompt(PooledProblem problem) => problem.Index.ToString(CultureInfo.InvariantCulture);

    public static ReasoningRequest Request(PooledProblem problem) => new() { Prompt = Prompt(problem), Seed = (ulong)problem.Index };

    public static bool IsRight(PooledProblem problem, ReasoningResult result) => result.CanonicalAnswer == problem.Answer;

    /// <summary>The share of right samples among some.</summary>
    public static double Rate(PooledProblem problem, int from, int to) => problem.Samples.Skip(from).Take(to - from).Average(sample => sample.Answer == problem.Answer ? 1.0 : 0.0);

    /// <summary>A builder over the pool, whose first sample is at an offset.</summary>
    public ReasonerBuilder Builder(int offset = 0, ScoreCalibration? calibration = null) =>
        Reasoner.For(new PooledGenerator(_byPrompt, offset)).WithVerifier(new PooledVerifier(calibration)).Answering(AnswerDomain.Number);

    /// <summary>Runs a reasoner on every problem, from several offsets; each problem's outcome is the mean over them.</summary>
    public async Task<Outcome> RunAsync(Func<ReasonerBuilder, ReasonerBuilder> use, ScoreCalibration? calibration = null, params int[] offsets)
    {
        var (right, samples, tokens, computed) = (new double[problems.Count], new double[problems.Count], new double[problems.Count], new double[problems.Count]);
        foreach (var offset in offsets.Length == 0 ? [0] : offsets)
        {
            using var reasoner = use(Builder(offset, calibration)).Build();
            var share = 1.0 / Math.Max(1, offsets.Length);
            for (var index = 0; index < problems.Count; index++)
            {
                var result = await reasoner.ReasonAsync(Request(problems[index]));
                right[index] += share * (IsRight(problems[index], result) ? 1 : 0);
                samples[index] += share * result.Usage.GeneratorCalls;
                tokens[index] += share * result.Usage.Tokens.Generated;
                computed[index] += share * result.Usage.Tokens.Computed;
            }
        }

        return new(right, samples, tokens, computed);
    }
}
