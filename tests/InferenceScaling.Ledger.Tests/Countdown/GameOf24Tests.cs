using InferenceScaling.Samples.GameOf24;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests.Countdown;

public class GameOf24Tests
{
    private const int MovesPerPuzzle = 240;

    private static readonly string[] Puzzles = Contest.Puzzles(Path.Combine(AppContext.BaseDirectory, "puzzles.txt"));

    [Theory]
    [InlineData("beam search")]
    [InlineData("DVTS")]
    [InlineData("REBASE")]
    [InlineData("particle filter")]
    [InlineData("MCTS")]
    [InlineData("best-first")]
    [InlineData("AB-MCTS")]
    [InlineData("tree of thoughts")]
    public async Task Tree_strategies_solve_nearly_all_hard_games_with_an_exact_value_function(string strategy)
    {
        var (solved, moves) = await Contest.PlayAsync(strategy, Puzzles, MovesPerPuzzle);

        Puzzles.Should().HaveCount(100);
        solved.Should().BeGreaterThanOrEqualTo(95);
        moves.Should().BeLessThanOrEqualTo(MovesPerPuzzle);
    }

    [Fact]
    public async Task Best_of_n_solves_far_fewer_with_as_many_moves() =>
        (await Contest.PlayAsync("best-of-N", Puzzles, MovesPerPuzzle)).Solved.Should().BeLessThan(50);

    [SkippableFact]
    public void The_puzzles_are_the_hard_hundred_of_the_data_set() =>
        File.ReadLines(Path.Combine(SharedFixtures.Folder("data/game24"), "24.csv")).Skip(901).Take(100).Select(line => line.Split(',')[1]).Should().Equal(Puzzles);
}
