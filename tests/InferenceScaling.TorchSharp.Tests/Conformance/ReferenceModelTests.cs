using System.Text.Json;
using InferenceScaling.Conformance.Arch;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Tests;

namespace InferenceScaling.TorchSharp.Tests.Conformance;

public sealed class ReferenceModelTests
{
    [SkippableFact]
    public void The_ledger_pilot_generates_what_its_reference_says()
    {
        var folder = SharedFixtures.Folder("models/ledger-pilot");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        using var generator = Open(Path.Combine(folder, "generator"));
        using var verifier = Open(Path.Combine(folder, "verifier"));
        var cases = reference.RootElement.GetProperty("cases").EnumerateArray().ToList();
        cases.Should().HaveCount(20);
        foreach (var item in cases)
        {
            var prompt = Integers(item.GetProperty("prompt_ids"));
            var expected = Integers(item.GetProperty("greedy_ids"));
            var logits = generator.ReadPrompt(prompt).AsSpan(^generator.Config.OutputWidth..).ToArray();
            for (var id = 0; id < logits.Length; id++)
                logits[id].Should().BeApproximately(item.GetProperty("last_logits")[id].GetSingle(), 1e-3f);
            generator.Continue(prompt, expected.Length).Ids.Should().Equal(expected);
            CheckLogProbabilities(generator, prompt, expected, item.GetProperty("logprobs"));
            CheckLogProbabilities(verifier, prompt, expected, item.GetProperty("verifier_logprobs"));
        }
    }

    [SkippableFact]
    public void SmolLM2_agrees_with_its_reference_on_every_prompt()
    {
        var folder = SharedFixtures.Folder("models/smollm2-135m-instruct");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        using var model = Open(Path.Combine(folder, "SmolLM2-135M-Instruct.Q4_1.gguf"));
        var cases = reference.RootElement.GetProperty("cases").EnumerateArray().ToList();
        cases.Should().HaveCount(20);
        foreach (var item in cases)
        {
            var prompt = Integers(item.GetProperty("ids"));
            var width = model.Config.OutputWidth;
            var logits = model.ReadPrompt(prompt).AsSpan((prompt.Length - 1) * width).ToArray();
            var top = Integers(item.GetProperty("last_top50_ids"));
            for (var rank = 0; rank < top.Length; rank++)
                logits[top[rank]].Should().BeApproximately(item.GetProperty("last_top50_logits")[rank].GetSingle(), 2e-3f);
        }

        // The longest greedy run of one prompt; all twenty would take too long here.
        var greedy = Integers(cases[0].GetProperty("greedy_ids"));
        model.Continue(Integers(cases[0].GetProperty("ids")), greedy.Length).Ids.Should().Equal(greedy);
    }

    [SkippableFact]
    public void Stories_begin_as_stories_do()
    {
        using var model = Open(Path.Combine(SharedFixtures.Folder("models/stories260k"), "stories260K.bin"));

        // 1 begins a text; the model is certain enough of "Once upon a time".
        var (ids, logProbabilities) = model.Continue([1], 40);
        ids.Distinct().Count().Should().BeGreaterThan(10);
        logProbabilities.Average().Should().BeGreaterThan(-1.5, "greedy text of a trained model is far likelier than chance, ln 512 = 6.2");
        using var versioned = Open(Path.Combine(SharedFixtures.Folder("models/stories260k"), "checkpoint_v1.bin"));
        versioned.Continue([1], 40).LogProbabilities.Average().Should().BeGreaterThan(-1.5);
    }

    [SkippableFact]
    public void Pickled_weights_are_refused_with_the_way_to_convert_them()
    {
        var folder = SharedFixtures.Folder("fixtures/arch/llama_pytorch_bin");
        var act = () => DecoderSource.Open(folder);
        act.Should().Throw<CheckpointFormatException>().WithMessage("*save_file*");
    }

    [SkippableTheory]
    [InlineData("no_architecture.gguf", "general.architecture")]
    [InlineData("architecture_unknown.gguf", "known are gemma2, gemma3, gpt2")]
    [InlineData("architecture_not_string.gguf", "general.architecture")]
    public void Gguf_files_of_unknown_models_are_refused_though_they_can_be_read(string file, string reason)
    {
        var path = SharedFixtures.Folder($"fixtures/malformed/gguf/{file}");
        var act = () => DecoderSource.Open(path);
        act.Should().Throw<CheckpointFormatException>().WithMessage($"*{file}*").WithMessage($"*{reason}*");
    }

    private static ModelRunner Open(string path)
    {
        using var source = DecoderSource.Open(path);
        return new(source, Backend.Torch());
    }

    private static void CheckLogProbabilities(ModelRunner model, int[] prompt, int[] continuation, JsonElement expected)
    {
        var width = model.Config.OutputWidth;
        var outputs = model.ReadPrompt([.. prompt, .. continuation]);
        for (var step = 0; step < continuation.Length; step++)
        {
            var logits = outputs.AsSpan((prompt.Length - 1 + step) * width, width);
            ModelRunner.LogProbability(logits, continuation[step]).Should().BeApproximately(expected[step].GetDouble(), 1e-3);
        }
    }

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];
}
