// Runs one request with a journal, and is killed while it does: see InferenceScaling.Sqlite.Tests.
//
//   InferenceScaling.Durability.Child <file|sqlite> <journal> <paid calls> <strategy> <seed> <has budget> <crash kind> <crash at>

using System.Globalization;
using InferenceScaling.Durability;
using InferenceScaling.Durability.Child;
using InferenceScaling.Sqlite;

var trial = new Trial(args[3], ulong.Parse(args[4], CultureInfo.InvariantCulture), bool.Parse(args[5]));
var plan = new CrashPlan(Enum.Parse<CrashKind>(args[6]), long.Parse(args[7], CultureInfo.InvariantCulture));
using var calls = new PaidCalls(args[2], plan.OnPaid);
await using BatchedJournal journal = args[0] == "file" ? new FileJournal(new CrashingStorage(args[1], plan)) : SqliteJournal.Open(args[1]);
Console.WriteLine("ready");
var result = await trial.RunAsync(journal, calls);
Console.WriteLine(Trial.Comparable(result));
