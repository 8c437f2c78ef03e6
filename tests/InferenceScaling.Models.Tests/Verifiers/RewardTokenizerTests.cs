using System.IO.Compression;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Verifiers;

/// <summary>With the published vocabularies, marks and labels are the tokens that the models were trained with.</summary>
public sealed class RewardTokenizerTests
{
    [SkippableFact]
    public Task Math_Shepherd_reads_plus_and_minus_at_its_letter() => CheckAsync("mistral_v1", RewardFamily.MathShepherd, mark: 12902, good: 648, bad: 387);

    [SkippableFact]
    public Task OpenR_reads_plus_and_minus_at_five_newlines() => CheckAsync("qwen3", RewardFamily.OpenR, mark: 76325, good: 488, bad: 481);

    [SkippableFact]
    public Task Er_prm_reads_plus_and_minus_at_its_letter() => CheckAsync("llama3", RewardFamily.EntropyRegularized, mark: null, good: 489, bad: 482);

    private static async Task CheckAsync(string name, RewardFamily family, int? mark, int good, int bad)
    {
        var tokenizer = Read(name);
        var read = new List<int[]>();
        var model = LanguageModel.Create(new()
        {
            CreateExecutor = () => new HashExecutor
            {
                Config = HashExecutor.Tiny(tokenizer.VocabularySize),
                Bias = (context, logits) =>
                {
                    read.Add(context);
                    (logits[good], logits[bad]) = (3, 1);
                },
            },
            Tokenizer = tokenizer,
        });
        await using var verifier = RewardModel.Create(model, family);
        var path = TinyReward.PathOf("What is 2 + 3?", "First, we take $2$.\n\n", "\n\n", "Then we add $3$ ки to get\n\\[2+3=5.\\]\n\n");
        var scores = await verifier.ScoreAsync(path);
        scores.Values.Should().HaveCount(3).And.OnlyContain(score => Math.Abs(score - 0.8807971) < 1e-6);
        read.Should().HaveCount(3);
        if (mark is not null)
            read.Select(context => context[^1]).Should().AllBeEquivalentTo(mark.Value);
        var longest = read.MaxBy(context => context.Length)!;
        read.Should().OnlyContain(context => longest.Take(context.Length).SequenceEqual(context), "one text was encoded, and every step ends in it");
        tokenizer.Decode(longest, skipSpecialTokens: true).Should().Contain("First, we take $2$.").And.Contain("Then we add $3$ ки to get\n\\[2+3=5.\\]");
    }

    private static Tokenizer Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(SharedFixtures.Folder($"fixtures/tokenizers/{name}"), "tokenizer.json.br"));
        using var json = new BrotliStream(file, CompressionMode.Decompress);
        return Tokenizer.FromJson(json);
    }
}
