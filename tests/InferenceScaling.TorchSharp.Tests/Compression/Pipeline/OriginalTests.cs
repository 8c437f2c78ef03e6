using System.Security.Cryptography;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public sealed class OriginalTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public enum Ending
    {
        Success,
        Refusal,
        Cancellation,
        Error,
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Ending.Success)]
    [InlineData(Ending.Refusal)]
    [InlineData(Ending.Cancellation)]
    [InlineData(Ending.Error)]
    public async Task The_model_and_its_files_stay_as_they_are(Ending ending)
    {
        var files = Subjects.WriteLlama(_folder.File("model"));
        await using var model = LanguageModel.Load(files);
        var (bytes, logits, likelihoods) = (Digests(files), Subjects.Read(model, Text), await ScoreAsync(model));

        await CompressAsync(model, ending);

        Digests(files).Should().Equal(bytes);
        Subjects.Read(model, Text).Should().Equal(logits);
        (await ScoreAsync(model)).Should().Equal(likelihoods);
    }

    private static int[] Text => [.. Subjects.Texts.Judged[0]];

    private static async Task CompressAsync(LanguageModel model, Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var compressor = ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(Int4.WeightOnly().WithSmoothing().WithGptq());
        switch (ending)
        {
            case Ending.Success:
                await using (var result = await compressor.RunAsync())
                    Subjects.Read(result, Text).Should().NotEqual(Subjects.Read(model, Text));
                break;
            case Ending.Refusal:
                await using (var result = await compressor.Accept(kl: 1e-12).RunAsync())
                {
                    result.Report.Steps.Single().IsAccepted.Should().BeFalse();
                    Subjects.Read(result, Text).Should().Equal(Subjects.Read(model, Text), "what is left is the original");
                }

                break;
            case Ending.Cancellation:
                var progress = new ProgressAction(done =>
                {
                    if (done.Doing == "layer 2")
                        cancellation.Cancel();
                });
                await compressor.Invoking(run => run.RunAsync(progress, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
                break;
            default:
                await compressor.Then(new FailingStep()).Invoking(run => run.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage("no");
                break;
        }
    }

    private static async Task<IEnumerable<double>> ScoreAsync(LanguageModel model)
    {
        var path = ReasoningPath.Root("Ben has 3 coins.", 1).Extend(0, new() { Text = "Ben has 3.\n", Finish = StepFinish.Delimiter });
        return [.. (await model.ScoreStepAsync(path)).LogProbabilities.Select(value => (double)value)];
    }

    private static Dictionary<string, string> Digests(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private sealed class FailingStep : ICompressionStep
    {
        public string Name => "fails";

        public Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken) => throw new CompressionException("no");
    }
}
