using System.Text.Json;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Ledger;

/// <summary>Makes language models from the embedded files.</summary>
internal static class LedgerLanguage
{
    public static LanguageModel Load(string name, Backend backend)
    {
        using var source = Open(name);
        return LanguageModel.Create(
            new LanguageModelParts
            {
                CreateExecutor = () => backend.CreateExecutor(source.Config, source.Weights),
                Identity = $"{name} {source.Fingerprint()} on {backend}",
                Tokenizer = Tokenizer.FromJson(LedgerResources.Read("tokenizer.json")),
                EndOfText = [1],
            },
            new LanguageModelOptions { Name = $"ledger-{name}", Prompting = Prompting.Plain, StepDelimiters = [".\n"] });
    }

    public static DecoderSource Open(string name)
    {
        using var settings = JsonDocument.Parse(LedgerResources.Read($"{name}/config.json"));
        using var weights = LedgerResources.Open($"{name}/model.safetensors");
        return DecoderSource.Create(SafetensorsFile.Load(weights, $"ledger/{name}"), settings.RootElement.Clone(), $"ledger/{name}/config.json");
    }
}
