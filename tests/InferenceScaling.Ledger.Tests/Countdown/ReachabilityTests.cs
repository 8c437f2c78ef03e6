using CsCheck;
using InferenceScaling.Ledger.Countdown;
using InferenceScaling.Paths;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests.Countdown;

public class ReachabilityTests
{
    [Theory]
    [InlineData("3 3 8 8", true)]
    [InlineData("1 5 5 5", true)]
    [InlineData("1 1 1 1", false)]
    [InlineData("24", true)]
    [InlineData("23", false)]
    [InlineData("3 8", true)]
    [InlineData("1 3 7 10 25 50 = 765", true)]
    [InlineData("1 1 1 1 1 1 = 999", false)]
    public void Whether_the_target_can_be_made(string puzzle, bool canReach) => new Reachability().CanReach(CountdownGame.Parse(puzzle)).Should().Be(canReach);

    [SkippableFact]
    public void The_1362_games_of_24_that_have_a_solution_are_those_of_the_data_set()
    {
        var known = File.ReadLines(Path.Combine(SharedFixtures.Folder("data/game24"), "24.csv")).Skip(1).Select(line => line.Split(',')[1]).ToHashSet();
        var reachability = new Reachability();
        var cards = Enumerable.Range(1, 13).ToArray();
        var hands =
            from a in cards
            from b in cards
            from c in cards
            from d in cards
            where a <= b && b <= c && c <= d
            select $"{a} {b} {c} {d}";

        known.Should().HaveCount(1362);
        hands.Where(hand => reachability.CanReach(CountdownGame.Parse(hand))).ToHashSet().SetEquals(known).Should().BeTrue();
    }

    [Fact]
    public void A_position_is_worth_what_the_best_of_its_moves_is() =>
        Gen.Int[1, 13].Array[3].Select(Gen.Int[0, 50], (numbers, target) => CountdownGame.Parse($"{string.Join(' ', numbers)} = {target}")).Sample(
            game => new Reachability().CanReach(game).Should().Be(game.Moves().Any(move => move.Result.Moves().Any(last => last.Result.IsWon))));

    [Fact]
    public async Task Steps_score_one_as_long_as_the_target_can_be_made()
    {
        var scores = await ScoreAsync("4 5 6 10", "10 - 4 = 6 (left: 5 6 6)\n", "5 * 6 = 30 (left: 6 30)\n", "30 - 6 = 24 (left: 24)\nAnswer: 24");
        scores.Values.Should().Equal(1, 1, 1);
        scores.Feedback.Should().BeEmpty();

        scores = await ScoreAsync("4 5 6 10", "10 - 4 = 6 (left: 5 6 6)\n", "5 + 6 = 11 (left: 6 11)\n", "11 - 6 = 5 (left: 5)\nAnswer: 5");
        scores.Values.Should().Equal(1, 0, 0);
        scores.Feedback.Select(feedback => feedback.Message).Should().Equal("24 cannot be made from 6 11.", "24 cannot be made from 5.");
    }

    [Fact]
    public async Task A_step_that_is_no_move_scores_zero_and_so_does_all_after_it()
    {
        var scores = await ScoreAsync("4 5 6 10", "10 - 4 = 24 (left: 5 6 24)\n", "5 - 6 = -1 (left: -1 24)\n");

        scores.Values.Should().Equal(0, 0);
        scores.Feedback.Should().ContainSingle().Which.Message.Should().Be("'10 - 4 = 24 (left: 5 6 24)' is no move from 4 5 6 10.");
    }

    [Fact]
    public async Task A_prompt_that_is_no_puzzle_is_refused()
    {
        await FluentActions.Awaiting(() => ScoreAsync("What is 2 + 2?", "4")).Should().ThrowAsync<ArgumentException>().WithMessage("*'What'*");
        await FluentActions.Awaiting(() => new RandomMoveGenerator().GenerateStepAsync(ReasoningPath.Root("hello", 1), 0, new())).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Random_moves_end_every_game_and_depend_on_the_seed_alone()
    {
        var generator = new RandomMoveGenerator();
        var texts = new List<string>();
        for (var seed = 0UL; seed < 50; seed++)
        {
            var path = ReasoningPath.Root("4 5 6 10", seed);
            var again = path;
            while (path.IsOpen)
            {
                path = path.Extend(0, await generator.GenerateStepAsync(path, 0, new()));
                again = again.Extend(0, await generator.GenerateStepAsync(again, 0, new()));
            }

            path.Depth.Should().Be(3);
            path.Text.Should().Be(again.Text).And.Contain("Answer: ");
            CountdownGame.On(path).IsOver.Should().BeTrue();
            texts.Add(path.Text);
        }

        texts.Distinct().Should().HaveCountGreaterThan(40);
    }

    private static Task<Verification.StepScores> ScoreAsync(string puzzle, params string[] steps)
    {
        var path = ReasoningPath.Root(puzzle, seed: 1);
        foreach (var step in steps)
            path = path.Extend(0, new() { Text = step, Finish = StepFinish.Delimiter });
        return new ReachabilityVerifier().ScoreAsync(path);
    }
}
