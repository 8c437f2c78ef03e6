using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Judging;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Steps;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>Makes a loaded model smaller, step by step, and rolls back what does not pay.</summary>
/// <remarks>
/// Steps are done in the order they are called. After each, the model is held against the original; a step that fails the gate is forgotten, the report says why,
/// and the next builds on what was there before. A step that is followed by one that recovers (<see cref="ICompressionStep.Recovers"/>) is judged together with it. The model that was given is never changed.
/// </remarks>
public sealed class ModelCompressor
{
    private readonly LanguageModel _model;
    private readonly List<ICompressionStep> _steps = [];
    private CalibrationSet? _calibration;
    private CompressionGate _gate = new();
    private Backend _backend = Backend.Cpu();
    private string? _folder;
    private bool _measuresLayers;

    private ModelCompressor(LanguageModel model) => _model = model;

    /// <summary>Begins with a model that can open its weights again (<see cref="LanguageModel.OpenDecoder"/>): any that was loaded from a path.</summary>
    /// <param name="model">The model; it stays as it is, and must live until the compression is done.</param>
    public static ModelCompressor For(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model);
    }

    /// <summary>Gives texts to measure activations and divergences on: like those the model will read and write.</summary>
    /// <param name="texts">Texts; encoded by the model's tokenizer, special tokens included.</param>
    /// <param name="options">How many tokens of them are read; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is too little text.</exception>
    public ModelCompressor CalibrateWith(IEnumerable<string> texts, CalibrationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return CalibrateWith(CalibrationSet.FromTokens(texts.Select(text => _model.Tokenizer.Encode(text, addSpecialTokens: true)), options));
    }

    /// <summary>Gives texts as tokens.</summary>
    /// <param name="set">The texts.</param>
    /// <exception cref="ArgumentException">The model does not know a token, or its context is shorter than a window.</exception>
    public ModelCompressor CalibrateWith(CalibrationSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        set.Check(_model.Config);
        _calibration = set;
        return this;
    }

    /// <summary>Adds a step.</summary>
    /// <param name="step">The step.</param>
    public ModelCompressor Then(ICompressionStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _steps.Add(step);
        return this;
    }

    /// <summary>Adds a pruning that makes tensors smaller.</summary>
    /// <param name="scheme">What is removed: <see cref="Structured.Structured"/>.</param>
    public ModelCompressor Prune(StructuredScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return Then(new StructuredPruningStep(scheme));
    }

    /// <summary>Adds a pruning of single weights.</summary>
    /// <param name="scheme">Which: <see cref="Unstructured"/>.</param>
    public ModelCompressor Prune(UnstructuredScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return Then(new UnstructuredPruningStep(scheme));
    }

    /// <summary>Adds a quantisation.</summary>
    /// <param name="scheme">What becomes of the matrices: <see cref="Int8"/>, <see cref="Int4"/>.</param>
    public ModelCompressor Quantize(QuantizationScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return Then(new QuantizationStep(scheme));
    }

    /// <summary>Says what every step must hold.</summary>
    /// <param name="kl">Most mean KL divergence from the original, in nats a token; null for any.</param>
    /// <param name="accuracyNotWorse">Problems on which accuracy must not fall; null for none.</param>
    /// <param name="fasterHere">Whether the result must decode faster on this machine.</param>
    /// <param name="solver">How problems are solved; null for one greedy path each.</param>
    public ModelCompressor Accept(double? kl = null, IReadOnlyList<FrontierProblem>? accuracyNotWorse = null, bool fasterHere = false, Func<LanguageModel, ReasonerBuilder>? solver = null) =>
        Accept(_gate with { MaxDivergence = kl, Problems = accuracyNotWorse, FasterHere = fasterHere, Solver = solver });

    /// <summary>Says what every step must hold.</summary>
    /// <param name="gate">The conditions, in place of any before.</param>
    /// <exception cref="ArgumentException">A condition makes no sense.</exception>
    public ModelCompressor Accept(CompressionGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        gate.Validate();
        _gate = gate;
        return this;
    }

    /// <summary>Says what will compute with the result; <c>Backend.Cpu()</c> unless called.</summary>
    /// <param name="backend">The backend: original and result are measured on it.</param>
    public ModelCompressor On(Backend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _backend = backend;
        return this;
    }

    /// <summary>Keeps what is done in a folder, so that the same compression goes on where it was stopped.</summary>
    /// <param name="folder">Made where it is not there. What another model or other steps left there is not used.</param>
    public ModelCompressor KeepIn(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        return this;
    }

    /// <summary>Measures what every layer costs by itself, in divergence and time, which takes as long again.</summary>
    public ModelCompressor MeasureLayers()
    {
        _measuresLayers = true;
        return this;
    }

    /// <summary>Compresses.</summary>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Stops it. With <see cref="KeepIn"/>, running the same again goes on from there.</param>
    /// <exception cref="InvalidOperationException">A condition or a step needs texts and there are none, or the model cannot open its weights again.</exception>
    /// <exception cref="CompressionException">The model has not the form a step needs, or computes no numbers.</exception>
    public async Task<CompressionResult> RunAsync(IProgress<CompressionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_gate.MaxDivergence is not null && _calibration is null)
            throw new InvalidOperationException($"A bound on divergence needs texts to measure it on; call {nameof(CalibrateWith)} first.");
        if (_calibration is null && _steps.Find(static step => step.NeedsTexts) is { } reader)
            throw CompressionContext.Missing(reader.Name);
        var source = _model.OpenDecoder();
        try
        {
            var (decoder, report) = await Task.Run(() => RunStepsAsync(new(source.Config, source.Weights), progress, cancellationToken), cancellationToken).ConfigureAwait(false);
            return new(_model.WithDecoder(decoder.Config, decoder.Weights, _backend), decoder, report, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private async Task<(CompressedDecoder Decoder, CompressionReport Report)> RunStepsAsync(CompressedDecoder original, IProgress<CompressionProgress>? progress, CancellationToken cancellationToken)
    {
        FiniteWeights.Check(original, cancellationToken);
        var judge = new ModelJudge(_model, original, _backend, _calibration, _gate);
        progress?.Report(new("original", 0, _steps.Count, 0, "measuring"));
        var first = await judge.JudgeOriginalAsync(cancellationToken).ConfigureAwait(false);
        var reports = ImmutableArray.CreateBuilder<StepReport>();
        var (decoder, held) = (original, original);
        for (var index = 0; index < _steps.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = _steps[index];
            var number = index + 1;
            var outcome = await step.ApplyAsync(decoder, Context(step, number, progress), cancellationToken).ConfigureAwait(false);
            progress?.Report(new(step.Name, number, _steps.Count, 1, "measuring"));
            var report = await judge.JudgeAsync(step.Name, outcome, cancellationToken).ConfigureAwait(false);

            // What is about to recover is judged when it has.
            if (number < _steps.Count && _steps[number].Recovers)
            {
                reports.Add(report with { IsPending = true });
                decoder = outcome.Decoder;
                continue;
            }

            report = report with { Refusal = _gate.Refuse(report) };
            for (var pending = reports.Count - 1; pending >= 0 && reports[pending].IsPending; pending--)
                reports[pending] = reports[pending] with { IsPending = false, Refusal = report.IsAccepted ? null : $"rolled back with '{report.Name}'" };
            reports.Add(report);
            (decoder, held) = report.IsAccepted ? (outcome.Decoder, outcome.Decoder) : (held, held);
        }

        return (decoder, new(first, reports.ToImmutable()));
    }

    private CompressionContext Context(ICompressionStep step, int number, IProgress<CompressionProgress>? progress) => new()
    {
        Calibration = _calibration,
        Backend = _backend,
        MeasuresLayers = _measuresLayers,
        Folder = _folder is null ? null : Path.Combine(_folder, number.ToString("00", CultureInfo.InvariantCulture)),
        Report = (share, doing) => progress?.Report(new(step.Name, number, _steps.Count, share, doing)),
    };
}
