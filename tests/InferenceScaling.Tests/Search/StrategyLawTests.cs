using CsCheck;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public class StrategyLawTests
{
    // These decide by counting, by asking the model or by the place of an answer, whatever the verifier says.
    private static readonly string[] Unguided = ["sequential revision", "budget forcing", "MCTS by agreement", "fallen back to a vote", "universal self-consistency", "debate", "cascade", "escalation", "portfolio"];

    public static TheoryData<string> Names => [.. StrategyCatalogue.Names];

    public static TheoryData<string> GuidedNames => [.. StrategyCatalogue.Names.Except(Unguided)];

    // A world: how many steps are right, how many paths go on, where they end, how good the verifier is, and the seed.
    private static Gen<(double Right, double Open, int Depth, double Noise, ulong Seed)> Worlds => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 8], Gen.Double[0, 1], Gen.ULong);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task In_any_world_a_strategy_ends_within_its_width_and_releases_every_path(string name) =>
        await Worlds.SampleAsync(
            async world =>
            {
                ScriptedStep Step(ReasoningPath path, int ordinal) => StrategyCatalogue.Steps(path, ordinal, world.Right, world.Open, world.Depth);
                double Judge(ReasoningPath path) => ((1 - world.Noise) * StrategyCatalogue.Perfect(path)) + (world.Noise * path.Random.Uniform(99));
                var (generator, other) = (new ScriptedGenerator(Step), new ScriptedGenerator(Step));

                var result = await StrategyCatalogue.Use(name, generator, other, Judge).Build().ReasonAsync(new() { Prompt = "q", Seed = world.Seed });

                (generator.Calls + other.Calls).Should().BeLessThanOrEqualTo(StrategyCatalogue.MostCalls(name));
                result.Candidates.Should().NotBeEmpty();
                result.Failures.Should().BeEmpty();
                (generator.LivePaths + other.LivePaths).Should().Be(0);
            },
            iter: 30,
            threads: 1);

    [Theory]
    [MemberData(nameof(GuidedNames))]
    public async Task In_any_world_a_perfect_verifier_makes_a_right_path_win_by_the_strategys_own_selection(string name) =>
        await Worlds.SampleAsync(
            async world =>
            {
                ScriptedStep Step(ReasoningPath path, int ordinal) => StrategyCatalogue.Steps(path, ordinal, world.Right, world.Open, world.Depth);

                var result = await StrategyCatalogue.Use(name, new ScriptedGenerator(Step), new ScriptedGenerator(Step)).Build().ReasonAsync(new() { Prompt = "q", Seed = world.Seed });

                if (result.Candidates.Any(candidate => !candidate.IsCut && candidate.Answer == "7" && candidate.Score == 1))
                    result.Answer.Should().Be("7");
            },
            iter: 40,
            threads: 1);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_strategy_ends_within_its_width_and_releases_every_path(string name)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (generator, other) = (new ScriptedGenerator(StrategyCatalogue.Steps), new ScriptedGenerator(StrategyCatalogue.Steps));

            var result = await StrategyCatalogue.Use(name, generator, other).Build().ReasonAsync(new() { Prompt = "q", Seed = seed });

            (generator.Calls + other.Calls).Should().BeLessThanOrEqualTo(StrategyCatalogue.MostCalls(name));
            result.Usage.GeneratorCalls.Should().Be(generator.Calls + other.Calls);
            result.Candidates.Should().NotBeEmpty();
            result.Failures.Should().BeEmpty();
            result.Trace.Select(node => node.Place).Should().OnlyHaveUniqueItems();
            (generator.LivePaths + other.LivePaths).Should().Be(0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task With_a_perfect_verifier_a_right_path_that_ended_wins(string name)
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var result = await StrategyCatalogue.Use(name, new ScriptedGenerator(StrategyCatalogue.Steps)).SelectBy(AnswerSelector.BestOfN).Build().ReasonAsync(new() { Prompt = "q", Seed = seed });

            if (name is not ("universal self-consistency" or "debate" or "cascade" or "budget forcing") && result.Candidates.Any(candidate => !candidate.IsCut && candidate.Answer == "7" && candidate.Score == 1))
                result.Answer.Should().Be("7", $"seed {seed} found it");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_result_does_not_depend_on_the_order_of_completion(string name)
    {
        var results = new List<string>();
        for (ulong order = 0; order < 8; order++)
        {
            var turn = order;
            Task Delay(ReasoningPath path, int ordinal, CancellationToken cancellationToken) => YieldAsync((int)(PathRandom.Root(turn, $"{path.Prompt}{path}.{ordinal}").Bits(0) % 30));
            var (generator, other) = (new ScriptedGenerator(StrategyCatalogue.Steps) { BeforeStep = Delay }, new ScriptedGenerator(StrategyCatalogue.Steps) { BeforeStep = Delay });
            var result = await StrategyCatalogue.Use(name, generator, other).WithBudget(b => b.Tokens(60)).WithPathLimits(l => l with { Tokens = 16 }).Build().ReasonAsync("q");
            results.Add((result with { Usage = result.Usage with { Duration = default } }).ToJson());
            result.Usage.Tokens.Generated.Should().BeLessThanOrEqualTo(60);
        }

        results.Distinct().Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelling_at_any_point_yields_the_best_so_far(string name)
    {
        for (var last = 1; last <= Math.Min(StrategyCatalogue.MostCalls(name), 40); last++)
        {
            var request = new ReasoningRequest { Prompt = "q", Seed = (ulong)last };
            using var cancel = new CancellationTokenSource();
            var calls = 0;
            var generator = new ScriptedGenerator(StrategyCatalogue.Steps)
            {
                BeforeStep = (_, _, _) => Interlocked.Increment(ref calls) == last ? cancel.CancelAsync() : Task.CompletedTask,
            };
            var updates = new List<ReasoningUpdate>();
            var stop = async () =>
            {
                await foreach (var update in StrategyCatalogue.Use(name, generator).SelectBy(AnswerSelector.BestOfN).Build().ReasonStreamingAsync(request, cancel.Token))
                    updates.Add(update);
            };

            if (await Record.ExceptionAsync(stop) is { } exception)
                exception.Should().BeAssignableTo<OperationCanceledException>();
            var result = updates.OfType<ReasoningCompleted>().Should().ContainSingle().Which.Result;
            result.Candidates.Should().HaveCount(updates.OfType<CandidateCompleted>().Count());
            if (result.Candidates.Any(candidate => candidate.Answer is not null))
                result.Answer.Should().NotBeNull();
            if (!Unguided.Contains(name))
                result.Answer.Should().Be(AnswerSelector.BestOfN.Select(result.Candidates, request.Seed)?.Candidate.Answer, "it is the best so far, cancelled at call {0}", last);
            generator.LivePaths.Should().Be(0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_call_budget_is_never_passed(string name)
    {
        for (var budget = 1; budget < 30; budget += 4)
        {
            var (generator, other) = (new ScriptedGenerator(StrategyCatalogue.Steps), new ScriptedGenerator(StrategyCatalogue.Steps));

            var result = await StrategyCatalogue.Use(name, generator, other).WithBudget(b => b.Calls(budget)).Build().ReasonAsync("q");

            (generator.Calls + other.Calls).Should().BeLessThanOrEqualTo(budget);
            result.Text.Should().NotBeEmpty();
            (generator.LivePaths + other.LivePaths).Should().Be(0);
        }
    }

    private static async Task YieldAsync(int times)
    {
        for (; times > 0; times--)
            await Task.Yield();
    }
}
