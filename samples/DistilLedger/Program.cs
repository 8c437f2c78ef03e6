// Four generators of half size, side by side and with as much computing: one learns right solutions, one what the embedded generator would say, one the answers that its search found;
// the fourth begins as what a cut left of the embedded generator, the others from the same random start.
//   dotnet run -c Release --project samples/DistilLedger -- [--steps 300] [--problems 70] [--searched 1000]
// Some ten minutes on two cores; --steps 1000 and more teach enough to solve problems.

using System.Diagnostics;
using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Reasoning;
using InferenceScaling.Samples.DistilLedger;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Training.Decoder;
using Spectre.Console;

var settings = Settings.Parse(args);
await using var model = LedgerModel.Load();
using var teacher = model.Language.OpenDecoder();
using var students = new Students(teacher);
LedgerProblem[] problems = [.. Enumerable.Range(3, 6).SelectMany(level => Enumerable.Range(0, settings.Problems).Select(index => LedgerGenerator.Draw(41 + (ulong)level, index, new() { MinLevel = level, MaxLevel = level }, LedgerSplit.HeldOut)))];
var rows = new (string Name, bool[] Right, double Minutes)[4];
await AnsiConsole.Progress().StartAsync(bars => Task.WhenAll(
    AddAsync(0, "alone", bars, progress => Students.LearnAsync(new Lessons(), settings.Steps, progress)),
    AddAsync(1, "teacher", bars, progress => students.DistilAsync(new Lessons(), settings.Steps, progress)),
    AddAsync(2, "search", bars, async progress =>
    {
        var search = bars.AddTask("searching");
        var source = await Searches.SolveAsync(model, settings.Searched, share => search.Value = 100 * share);
        return await Students.LearnAsync(source, settings.Steps, progress);
    }),
    AddAsync(3, "cut", bars, progress => students.RecoverAsync(new Lessons(), settings.Steps, progress))));

var table = new Table().RoundedBorder().Title($"{problems.Length} held-out problems of levels 3 to 8, greedy").AddColumns("student", "right, %", "minus alone, points (95 %)", "minutes");
foreach (var (name, right, minutes) in rows)
    table.AddRow(name, Percent(right), ReferenceEquals(right, rows[0].Right) ? string.Empty : Difference(right, rows[0].Right), minutes.ToString("F1", CultureInfo.InvariantCulture));
AnsiConsole.Write(table);

async Task AddAsync(int row, string name, ProgressContext bars, Func<Action<double>, Task<TrainableDecoder>> train)
{
    var bar = bars.AddTask($"student: {name}");
    var watch = Stopwatch.StartNew();
    using var student = await train(share => bar.Value = 100 * share);
    var minutes = watch.Elapsed.TotalMinutes;
    rows[row] = ($"{name}, {student.ParameterCount / 1e6:F2} M weights", await SolveAsync(student), minutes);
}

async Task<bool[]> SolveAsync(TrainableDecoder student)
{
    await using var half = model.WithLanguage(model.Language.WithDecoder(student.Config, student.Weights));
    using var reasoner = Reasoner.For(half).Answering(AnswerDomain.Number).UseGreedy().Build();
    var results = await Task.WhenAll(problems.Select(problem => reasoner.ReasonAsync(new() { Prompt = problem.Problem })));
    return [.. results.Zip(problems, (result, problem) => result.CanonicalAnswer == problem.Answer.ToString(CultureInfo.InvariantCulture))];
}

static string Percent(bool[] right) => (100 * right.Average(answer => answer ? 1.0 : 0)).ToString("F1", CultureInfo.InvariantCulture);

static string Difference(bool[] right, bool[] other)
{
    var comparison = PairedComparison.Of(right, other);
    return string.Create(CultureInfo.InvariantCulture, $"{100 * comparison.Difference:+0.0;-0.0} ± {196 * comparison.StandardError:F1}");
}
