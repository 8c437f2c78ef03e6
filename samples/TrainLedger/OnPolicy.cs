using System.Collections.Immutable;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Verifiers;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>The verifier's second round: what the trained generator really writes, and of its wrong solutions those that the verifier liked best.</summary>
internal sealed class OnPolicy(TrainSettings settings, string generatorFolder, string verifierFolder)
{
    private const int Problems = 2_000;
    private const int PathsAProblem = 4;
    private const int Batch = 32;

    /// <summary>Samples solutions of training problems and makes lessons of the hardest wrong ones and as many right ones.</summary>
    public async Task<ITrainingSource> SampleAsync(Action<double> progress, CancellationToken cancellationToken)
    {
        await using var model = LedgerModel.LoadFrom(generatorFolder);
        await using var verifier = LedgerVerifier.LoadFrom(verifierFolder);
        using var sampling = Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number)
            .UseSelfConsistency(o => o.Samples = PathsAProblem).SelectBy(AnswerSelector.WeightedVote).Build();
        var count = Math.Max(8, (int)(Problems * settings.Scale));
        var hard = new HardNegatives<LedgerLesson>(count);
        var right = new List<LedgerLesson>();
        var mix = new LedgerProblemSettings { MinLevel = 2 };
        for (var first = 0; first < count; first += Batch)
        {
            var problems = Enumerable.Range(first, Math.Min(Batch, count - first)).Select(index => LedgerGenerator.Draw(settings.Seed + 2, index, mix)).ToArray();
            var results = await Task.WhenAll(problems.Select((problem, index) => sampling.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(first + index) }, cancellationToken)));
            foreach (var (problem, candidate) in problems.Zip(results).SelectMany(pair => pair.Second.Candidates.Select(candidate => (pair.First, candidate))))
            {
                var solution = Tokens(candidate.Path);
                var lesson = LedgerLessons.Judged(problem, solution);
                var isRight = LedgerJudge.Judge(problem, solution).Steps.All(step => step.IsRight);
                hard.Add(lesson, candidate.Score ?? 0, isRight);
                if (isRight && right.Count < count)
                    right.Add(lesson);
            }

            progress((double)(first + problems.Length) / count);
        }

        ImmutableArray<TrainingSequence> lessons = [.. hard.Hardest.Concat(right.Take(Math.Max(1, hard.Hardest.Count))).Select(Sequences.Of)];
        return new MixedSource(new VerifierLessons(settings.Seed + 3), new ListSource("sampled solutions", lessons, settings.Seed), 0.5, settings.Seed);
    }

    private static int[] Tokens(ReasoningPath path)
    {
        var steps = new Stack<ImmutableArray<int>>();
        for (var node = path; node.Step is not null; node = node.Parent!)
            steps.Push(node.Step.Tokens);
        return [.. steps.SelectMany(step => step)];
    }
}
