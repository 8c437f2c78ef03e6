using System.Text.Json;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Ledger;

/// <summary>A language model of the Ledger task.</summary>
/// <param name="Model">Reads and writes the vocabulary's words.</param>
/// <param name="Bindings">What they stand for in each prompt.</param>
internal sealed record LedgerLanguage(LanguageModel Model, LedgerBindings Bindings)
{
    /// <summary>Makes a model of embedded files.</summary>
    public static LedgerLanguage Load(string name, Backend backend)
    {
        using var source = Open(name);
        return Load(source, name, backend, () => Open(name));
    }

    /// <summary>Makes a model of the files of a folder.</summary>
    public static LedgerLanguage LoadFrom(string folder, string name, Backend backend)
    {
        using var source = DecoderSource.Open(folder);
        return Load(source, name, backend, () => DecoderSource.Open(folder));
    }

    /// <summary>Makes a model of a decoder of the task.</summary>
    public static LedgerLanguage Load(DecoderSource source, string name, Backend backend, Func<IDecoderSource>? open = null)
    {
        var bindings = new LedgerBindings(source.Config.VocabularySize);
        var model = LanguageModel.Create(
            new LanguageModelParts
            {
                CreateExecutor = () => backend.CreateExecutor(source.Config, source.Weights),
                OpenDecoder = open,
                Identity = $"{name} {source.Fingerprint()} on {backend}",
                Tokenizer = Tokenizer.FromJson(LedgerResources.Read("tokenizer.json")),
                EndOfText = [LedgerToken.EndOfText],
                ReadAs = (prompt, text) => bindings.Of(prompt).Read(text),
            },
            new LanguageModelOptions { Name = $"ledger-{name}", Prompting = Prompting.Plain, StepDelimiters = [".\n"] });
        return new(model, bindings);
    }

    public static DecoderSource Open(string name)
    {
        using var settings = JsonDocument.Parse(LedgerResources.Read($"{name}/config.json"));
        using var weights = LedgerResources.Open($"{name}/model.safetensors");
        return DecoderSource.Create(SafetensorsFile.Load(weights, $"ledger/{name}"), settings.RootElement.Clone(), $"ledger/{name}/config.json");
    }
}
