using System.Globalization;
using CsCheck;
using InferenceScaling.Fuzz;

namespace InferenceScaling.Models.Tests.Fuzzing;

/// <summary>Whatever happens to the bytes of a file, its reader accepts them or refuses them by its own exception, in bounded memory and time.</summary>
/// <remarks>2,000 mutations a format; <c>INFERENCE_SCALING_MUTATIONS=20000</c> is the nightly run.</remarks>
public sealed class MutationTests
{
    private static readonly int Mutations = int.Parse(Environment.GetEnvironmentVariable("INFERENCE_SCALING_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);

    private static readonly Gen<(uint Seed, Mutation[] Mutations)> Inputs =
        Gen.Select(Gen.UInt, Gen.Select(Gen.Int[0, Mutation.Kinds - 1], Gen.UInt, Gen.Byte, (kind, place, value) => new Mutation(kind, place, value)).Array[1, 4]);

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutated_inputs_are_accepted_or_refused(string name)
    {
        using var target = FuzzTargets.Create(name);
        var seeds = FuzzTargets.Seeds(name);
        Inputs.Sample(
            input => { _ = InputCheck.Run(target, Mutation.Apply(seeds[(int)(input.Seed % (uint)seeds.Count)], input.Mutations, target.Vocabulary)); },
            iter: Mutations,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_seed_is_accepted_and_so_mutations_start_from_what_is_read_to_its_end(string name)
    {
        using var target = FuzzTargets.Create(name);

        FuzzTargets.Seeds(name).Where(seed => InputCheck.Run(target, seed)).Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_cut_of_a_seed_is_accepted_or_refused(string name)
    {
        using var target = FuzzTargets.Create(name);
        foreach (var seed in FuzzTargets.Seeds(name))
        {
            for (var length = 0; length < seed.Length; length += 1 + (seed.Length / 64))
                _ = InputCheck.Run(target, seed.AsSpan(0, length));
        }
    }

    [Fact]
    public void All_formats_that_come_from_others_are_targets() =>
        FuzzTargets.Names.Should().Contain(["chat-template", "compressed-weights", "config", "gguf", "gguf-model", "gptq-weights", "json-schema", "llama2c", "quantized-config", "regex", "safetensors", "shard-index", "tokenizer"]);
}
