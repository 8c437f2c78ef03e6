using System.Text.Json;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Verifiers;

/// <summary>The heads, against transformers.</summary>
public sealed class RewardHeadFixtureTests
{
    private const double Tolerance = 3e-4;

    [SkippableFact]
    public async Task Process_reward_heads_score_their_separators()
    {
        var (model, reference) = Open("qwen2_prm");
        await using (model)
        {
            var steps = reference.GetProperty("steps").EnumerateArray().ToArray();
            foreach (var (index, prompt) in Prompts(reference).Index())
            {
                var marks = new bool[prompt.Length];
                var positions = steps[index].GetProperty("positions").EnumerateArray().Select(position => position.GetInt32()).ToArray();
                foreach (var position in positions)
                    marks[position] = true;
                var read = await model.ReadOutputsAsync(null, null, prompt, marks, 1, (outputs, values) => values[0] = RewardScore.OfLabels(outputs));
                var expected = steps[index].GetProperty("p_good").EnumerateArray().Select(value => value.GetSingle());
                read.Values.Should().Equal(expected, (left, right) => Math.Abs(left - right) < Tolerance);
            }
        }
    }

    [SkippableFact]
    public async Task Sequence_classifiers_score_their_last_token()
    {
        var (model, reference) = Open("llama_seq_cls_rm");
        await using (model)
        {
            foreach (var (index, prompt) in Prompts(reference).Index())
            {
                var marks = new bool[prompt.Length];
                marks[^1] = true;
                var read = await model.ReadOutputsAsync(null, null, prompt, marks, 1, (outputs, values) => values[0] = RewardScore.OfLabels(outputs));
                var reward = reference.GetProperty("rewards")[index].GetDouble();
                read.Values.Single().Should().BeApproximately(1 / (1 + (float)Math.Exp(-reward)), (float)Tolerance);
            }
        }
    }

    [SkippableFact]
    public async Task Token_classifiers_label_every_token()
    {
        var (model, reference) = Open("qwen2_token_cls");
        await using (model)
        {
            foreach (var (index, prompt) in Prompts(reference).Index())
            {
                var read = await model.ReadOutputsAsync(null, null, prompt, [.. prompt.Select(_ => true)], 1, (outputs, values) => values[0] = RewardScore.OfLabels(outputs));
                var expected = reference.GetProperty("argmax")[index].EnumerateArray().Select(label => label.GetInt32());
                read.Values.Select(value => value > 0.5 ? 1 : 0).Should().Equal(expected);
            }
        }
    }

    private static (LanguageModel Model, JsonElement Reference) Open(string name)
    {
        var folder = SharedFixtures.Folder($"fixtures/arch/{name}");
        var tokenizer = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(tokenizer, TinyModel.Json(beginning: false));
            using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
            return (LanguageModel.Load(folder, null, new() { TokenizerPath = tokenizer }), reference.RootElement.Clone());
        }
        finally
        {
            File.Delete(tokenizer);
        }
    }

    private static IEnumerable<int[]> Prompts(JsonElement reference) =>
        reference.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.EnumerateArray().Select(id => id.GetInt32()).ToArray());
}
