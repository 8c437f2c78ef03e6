namespace InferenceScaling.Models.Tests.Documentation;

/// <summary>The code of docs/engine.md.</summary>
internal static class EngineSnippets
{
    public static LanguageModel Fast(string path)
    {
        var backend = Backend.Cpu(new() { WeightType = WeightType.Int8, CacheType = CacheType.BF16 });
        var model = LanguageModel.Load(path, backend);
        return model;
    }

    public static void Careful()
    {
        // Before the first model: no code of the library's own making, managed instructions only.
        AppContext.SetSwitch("InferenceScaling.EmittedCode", false);
    }
}
