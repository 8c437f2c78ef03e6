using System.Globalization;
using InferenceScaling.Samples.GameOf24;

// Make 24 from four numbers by + - * /. The "model" plays random legal moves; an exact value function judges them.
// What is left is the strategy: how far does the same budget of moves go?
var budget = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 240;
var puzzles = Contest.Puzzles(Path.Combine(AppContext.BaseDirectory, "puzzles.txt"));
Console.WriteLine($"{puzzles.Length} hard puzzles, at most {budget} moves each");
Console.WriteLine($"{"strategy",-18} {"solved",7} {"moves",7}");
foreach (var strategy in Contest.Strategies.Keys)
{
    var (solved, moves) = await Contest.PlayAsync(strategy, puzzles, budget);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{strategy,-18} {solved,7} {moves,7:F1}"));
}
