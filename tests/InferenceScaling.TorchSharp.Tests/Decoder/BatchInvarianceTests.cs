using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

/// <summary>Bit-identical whatever the batch: the promise replay and caching rest on.</summary>
public sealed class BatchInvarianceTests
{
    private const int PromptLength = 37;

    public static TheoryData<string> Names => ["ledger", "smollm2", "odd", "uneven"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sequence_has_the_same_bits_alone_and_in_any_batch(string name)
    {
        var config = Config(name);
        var weights = new RandomWeights(config);
        using var executor = Backend.Cpu().CreateExecutor(config, weights);
        float[] prompt, next;
        using (var alone = new Sequences(executor))
            (prompt, next) = Read(alone, config, [0]);

        foreach (var count in new[] { 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 33, 64 })
        {
            using var together = new Sequences(executor);
            var (batchPrompt, batchNext) = Read(together, config, [.. Enumerable.Range(1, count - 1), 0]);
            Same(batchPrompt, prompt, $"prompt in a batch of {count}");
            Same(batchNext, next, $"decoding in a batch of {count}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prompt_has_the_same_bits_in_one_chunk_and_in_many_and_across_forks(string name)
    {
        var config = Config(name);
        using var executor = Backend.Cpu().CreateExecutor(config, new RandomWeights(config));
        var tokens = Sequences.Tokens(0, PromptLength, config.VocabularySize);
        float[] whole;
        using (var once = new Sequences(executor))
            whole = once.Append((0, tokens))[0];
        foreach (var chunk in new[] { 1, 2, 3, 5, 8, 16, 17, 36 })
        {
            foreach (var fork in new[] { false, true })
            {
                using var pieces = new Sequences(executor);
                float[] last = [];
                foreach (var piece in tokens.Chunk(chunk))
                {
                    if (fork && last.Length > 0)
                        pieces.Fork(0);
                    last = pieces.Append((0, piece))[0];
                }

                Same(last, whole, $"chunks of {chunk}, forks: {fork}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_threads_does_not_show(string name)
    {
        var config = Config(name);
        var weights = new RandomWeights(config);
        float[]? first = null;
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var executor = Backend.Cpu(new() { Threads = threads }).CreateExecutor(config, weights);
            using var sequences = new Sequences(executor);
            var (prompt, next) = Read(sequences, config, [.. Enumerable.Range(0, 40)]);
            float[] both = [.. prompt, .. next];
            first ??= both;
            Same(both, first, $"{threads} threads");
        }
    }

    private static DecoderConfig Config(string name) => name switch
    {
        "ledger" => Decoders.Ledger,
        "smollm2" => Decoders.SmolLm2Shaped,
        "uneven" => Decoders.Uneven,
        _ => Decoders.Odd,
    };

    private static (float[] Prompt, float[] Next) Read(Sequences sequences, DecoderConfig config, int[] numbers)
    {
        // Prompts of other lengths share the batch, so that rows sit at other places of every tile.
        var prompts = sequences.Append([.. numbers.Select(number => (number, Sequences.Tokens(number, number == 0 ? PromptLength : 1 + (number % 11), config.VocabularySize)))]);
        var next = sequences.Append([.. numbers.Select(number => (number, new[] { 7 }))]);
        return (prompts[0], next[0]);
    }

    private static void Same(float[] found, float[] expected, string what)
    {
        found.Length.Should().Be(expected.Length);
        found.Should().OnlyContain(value => float.IsFinite(value));
        for (var index = 0; index < found.Length; index++)
        {
            if (BitConverter.SingleToInt32Bits(found[index]) != BitConverter.SingleToInt32Bits(expected[index]))
                Assert.Fail($"{what}: output {index} is {found[index]:R}, not {expected[index]:R}");
        }
    }
}
