using CsCheck;
using InferenceScaling.Ledger.Countdown;

namespace InferenceScaling.Ledger.Tests.Countdown;

public class CountdownGameTests
{
    [Fact]
    public void Moves_are_differences_and_quotients_both_ways_and_sums_and_products_once() =>
        CountdownGame.Parse("2 6").Moves().Select(move => move.Text).Should().Equal(
            "2 - 6 = -4 (left: -4)\nAnswer: -4", "2 / 6 = 1/3 (left: 1/3)\nAnswer: 1/3", "2 + 6 = 8 (left: 8)\nAnswer: 8", "2 * 6 = 12 (left: 12)\nAnswer: 12",
            "6 - 2 = 4 (left: 4)\nAnswer: 4", "6 / 2 = 3 (left: 3)\nAnswer: 3");

    [Fact]
    public void Every_move_can_be_read_and_played()
    {
        var games = Gen.Int[1, CountdownGame.LargestNumber].Array[1, CountdownGame.MostNumbers].Select(numbers => CountdownGame.Parse(string.Join(' ', numbers)));
        Gen.Select(games, Gen.UInt.Array[CountdownGame.MostNumbers]).Sample((game, choices) =>
        {
            foreach (var choice in choices)
            {
                if (game.IsOver)
                    break;
                var moves = game.Moves();
                foreach (var move in moves)
                    game.Play(move.Text).Should().Be(move.Result);
                game = moves[(int)(choice % moves.Length)].Result;
            }

            game.IsOver.Should().BeTrue();
            game.Play($"Answer: {game}").Should().BeSameAs(game);
        });
    }

    [Theory]
    [InlineData("10 - 4 = 6 (left: 5 6 6)", true)]
    [InlineData(" 10 - 4 = 6 (left: 6 6 5)\n", true)]
    [InlineData("4 + 6 = 10 (left: 5 10 10)", true)]
    [InlineData("6 + 4 = 10 (left: 10 5 10)", true)]
    [InlineData("10 - 4 = 5 (left: 5 5 6)", false)]
    [InlineData("10 - 4 = 6 (left: 24)", false)]
    [InlineData("10 - 4 = 6 (left: 5 6)", false)]
    [InlineData("10 - 4 = 6 (left: 5 6 6) Answer: 24", false)]
    [InlineData("10 - 4 = 6", false)]
    [InlineData("10 - 10 = 0 (left: 0 4 5 6)", false)]
    [InlineData("7 - 4 = 3 (left: 3 5 6)", false)]
    [InlineData("10 ^ 4 = 10000 (left: 5 6 10000)", false)]
    [InlineData("99999999999999999999 - 4 = 6 (left: 5 6 6)", false)]
    [InlineData("Answer: 24", false)]
    [InlineData("", false)]
    public void Only_moves_can_be_played(string step, bool isMove) => (CountdownGame.Parse("4 5 6 10").Play(step) is not null).Should().Be(isMove);

    [Fact]
    public void Equal_numbers_are_two()
    {
        CountdownGame.Parse("6 6").Play("6 - 6 = 0 (left: 0)\nAnswer: 0").Should().NotBeNull();
        CountdownGame.Parse("6 7").Play("6 - 6 = 0 (left: 0)").Should().BeNull();
    }

    [Theory]
    [InlineData("4 5 6 10", "4 5 6 10", 24)]
    [InlineData(" 3 6\t25 50 = 450\n", "3 6 25 50", 450)]
    public void A_puzzle_is_numbers_and_perhaps_a_target(string text, string numbers, long target)
    {
        var game = CountdownGame.Parse(text);

        game.ToString().Should().Be(numbers);
        game.Target.Should().Be(new Fraction(target));
    }

    [Theory]
    [InlineData("", "*1 to 6 numbers*found 0*")]
    [InlineData("1 2 3 4 5 6 7", "*1 to 6 numbers*found 7*")]
    [InlineData("1 2 x", "*'x'*1 to 999*")]
    [InlineData("1 2 1000", "*'1000'*1 to 999*")]
    [InlineData("1 2 0", "*'0'*1 to 999*")]
    [InlineData("1 2 1/2", "*'1/2'*1 to 999*")]
    [InlineData("1 2 = ", "*''*0 to 999999*")]
    [InlineData("1 2 = 3 = 4", "*one '='*")]
    public void What_is_no_puzzle_is_refused_in_words(string text, string message) =>
        FluentActions.Invoking(() => CountdownGame.Parse(text)).Should().Throw<ArgumentException>().WithMessage(message);
}
