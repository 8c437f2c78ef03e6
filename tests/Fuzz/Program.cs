using System.Globalization;
using InferenceScaling.Fuzz;
using SharpFuzz;

const string Usage = """
    usage: dotnet run -c Release --project tests/Fuzz -- <command>
      list                                     the targets
      replay <target> <folder>                 gives every file of a folder to a target
      mutate <target> [count] [seed] [folder]  mutates the target's seeds (20000 times); keeps what is a defect in the folder
      afl <target>                             for afl-fuzz, see tests/Fuzz/fuzz
    """;

switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTargets.Names));
        return 0;
    case ["replay", var name, var folder]:
        using (var target = FuzzTargets.Create(name))
            return FuzzRun.Replay(target, folder, Console.Out);
    case ["mutate", var name, .. var rest] when rest.Length <= 3:
        using (var target = FuzzTargets.Create(name))
        {
            var (count, seed) = (rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 20_000, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 1);
            return FuzzRun.Mutate(target, count, seed, rest.Length > 2 ? rest[2] : null, Console.Out);
        }

    case ["afl", var name]:
        using (var target = FuzzTargets.Create(name))
        {
            Fuzzer.OutOfProcess.Run(stream =>
            {
                using var input = new MemoryStream();
                stream.CopyTo(input);
                InputCheck.Run(target, input.GetBuffer().AsSpan(0, (int)input.Length));
            });
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
