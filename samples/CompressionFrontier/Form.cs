using InferenceScaling.Ledger;
using InferenceScaling.TorchSharp.Compression;

namespace CompressionFrontier;

/// <summary>The generator as it is, or compressed.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Model">Generates.</param>
/// <param name="Result">What became of it; null for the original.</param>
internal sealed record Form(string Name, LedgerModel Model, CompressionResult? Result) : IAsyncDisposable
{
    public const string Original = "original";
    public const string Int8 = "int8";

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        if (Result is not null)
            await Result.DisposeAsync();
    }
}
