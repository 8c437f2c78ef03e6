// Runs one request with a journal, and is killed while it does: see InferenceScaling.Sqlite.Tests.
//
//   InferenceScaling.Durability.Child <file|sqlite> <journal> <paid calls> <crash kind> <crash at> <strategy> <judge> <seed> <limit> <allowed> <by scores>

using System.Globalization;
using InferenceScaling.Durability;
using InferenceScaling.Durability.Child;
using InferenceScaling.Sqlite;
using InferenceScaling.Tests.Durability;

var plan = new CrashPlan(Enum.Parse<CrashKind>(args[3]), long.Parse(args[4], CultureInfo.InvariantCulture));
var trial = Trial.Parse(args.AsSpan(5));
using var calls = new PaidCalls(args[2], plan.OnPaid);
await using BatchedJournal journal = args[0] == "file" ? new FileJournal(new CrashingStorage(args[1], plan)) : SqliteJournal.Open(args[1]);
Console.WriteLine("ready");
var result = await trial.RunAsync(journal, calls);
Console.WriteLine(LimitedSearch.Comparable(result));
