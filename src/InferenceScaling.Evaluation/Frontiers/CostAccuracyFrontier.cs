using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>
/// What each strategy at each width costs and how often it is right, measured on questions with known answers: over all of them, and by difficulty
/// (Snell et al. 2024, "Scaling LLM Test-Time Compute Optimally"). <c>builder.UseComputeOptimal(frontier, …)</c> answers by it.
/// </summary>
/// <remarks>Immutable. The accuracy of the strategy that looked best is a little flattered; report it on other questions than those of the frontier.</remarks>
public sealed class CostAccuracyFrontier
{
    private CostAccuracyFrontier(string cost, ImmutableArray<FrontierPoint> points, ImmutableArray<FrontierBin> bins)
    {
        Cost = cost;
        All = new(0, 1, points);
        Bins = bins;
    }

    /// <summary>What counts as cost, such as <c>generated tokens</c>.</summary>
    public string Cost { get; }

    /// <summary>All questions together.</summary>
    public FrontierBin All { get; }

    /// <summary>The questions by difficulty, hardest first; empty if it was not measured.</summary>
    public ImmutableArray<FrontierBin> Bins { get; }

    /// <summary>Measures strategies on questions with known answers. Can be cancelled or killed at any time: with a results file, the next run goes on.</summary>
    /// <param name="variants">The strategies at their widths, of different names.</param>
    /// <param name="problems">The questions, at least two, of different ids. For intervals worth reporting, several hundred.</param>
    /// <param name="options">How to measure; null for the defaults.</param>
    /// <param name="cancellationToken">Stops; what was finished is in the results file.</param>
    /// <exception cref="ArgumentException">Names or ids are missing or appear twice, or the options contradict each other.</exception>
    /// <exception cref="InvalidDataException">The results file is damaged or is of another cost measure; the message says where.</exception>
    public static async Task<CostAccuracyFrontier> MeasureAsync(IReadOnlyList<ReasonerVariant> variants, IReadOnlyList<FrontierProblem> problems, FrontierOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        options.Validate();
        Check(variants, problems, options);
        var outcomes = await new FrontierMeasurement(variants, problems, options).RunAsync(cancellationToken).ConfigureAwait(false);
        var success = options.Bins == 1 ? null : problems.Select(problem => outcomes[(options.Probe!.Name, problem.Id)].Success!.Value).ToArray();
        return new(options.Cost.Name, Points(Enumerable.Range(0, problems.Count)), success is null ? [] : [.. Split(success, options.Bins).Select(bin => new FrontierBin(bin.Low, bin.High, Points(bin.Members)))]);

        ImmutableArray<FrontierPoint> Points(IEnumerable<int> members)
        {
            int[] chosen = [.. members];
            return [.. variants.Select(variant => FrontierMeasurement.Summarize(variant.Name, [.. chosen.Select(index => outcomes[(variant.Name, problems[index].Id)])], options.Level))];
        }
    }

    /// <summary>The bin of a question.</summary>
    /// <param name="success">Its predicted success; null for <see cref="All"/>.</param>
    public FrontierBin BinOf(double? success) =>
        success is { } value && Bins.Length > 0 ? Bins.LastOrDefault(bin => value >= bin.MinSuccess) ?? Bins[0] : All;

    /// <summary>The frontier as JSON, of an open, versioned format.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new FrontierData { Format = FrontierData.CurrentFormat, Cost = Cost, Points = [.. All.Points.Select(FrontierPointData.Of)], Bins = [.. Bins.Select(static bin => new FrontierBinData(bin.MinSuccess, bin.MaxSuccess, [.. bin.Points.Select(FrontierPointData.Of)]))] },
        FrontierJsonContext.Default.FrontierData);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="InvalidDataException">It is no frontier, or one of another version; the message says what is wrong.</exception>
    public static CostAccuracyFrontier FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        FrontierData data;
        try
        {
            data = JsonSerializer.Deserialize(json, FrontierJsonContext.Default.FrontierData) ?? throw new InvalidDataException("A frontier was expected, but found null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Not a frontier: {exception.Message}", exception);
        }

        if (data.Format != FrontierData.CurrentFormat)
            throw new InvalidDataException($"A frontier of the format '{FrontierData.CurrentFormat}' was expected, but found '{data.Format}'.");
        var points = FrontierPointData.Check(data.Points, "the frontier");
        var bins = (data.Bins ?? throw new InvalidDataException("A frontier has bins, perhaps none.")).Select((bin, index) => (bin ?? throw new InvalidDataException($"Bin {index} is null.")).Check(index, points)).ToImmutableArray();
        for (var index = 1; index < bins.Length; index++)
        {
            if (!(bins[index].MinSuccess > bins[index - 1].MinSuccess))
                throw new InvalidDataException($"Bin {index} begins at {bins[index].MinSuccess}, which must be above {bins[index - 1].MinSuccess}.");
        }

        return new(data.Cost ?? throw new InvalidDataException("A frontier says what counts as cost."), points, bins);
    }

    // Quantiles of predicted success; equal predictions stay together.
    private static List<(double Low, double High, int[] Members)> Split(double[] success, int bins)
    {
        var sorted = success.Order().ToArray();
        double[] edges = [0, .. Enumerable.Range(1, bins - 1).Select(bin => sorted[(int)((long)bin * sorted.Length / bins)]).Where(edge => edge > sorted[0]).Distinct()];
        var result = new List<(double Low, double High, int[] Members)>();
        for (var bin = 0; bin < edges.Length; bin++)
        {
            var (low, high) = (edges[bin], bin + 1 < edges.Length ? edges[bin + 1] : 1);
            var isLast = bin + 1 == edges.Length;
            result.Add((low, high, [.. Enumerable.Range(0, success.Length).Where(index => success[index] >= low && (isLast || success[index] < high))]));
        }

        return result;
    }

    private static void Check(IReadOnlyList<ReasonerVariant> variants, IReadOnlyList<FrontierProblem> problems, FrontierOptions options)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(problems);
        if (variants.Count == 0 || problems.Count < 2)
            throw new ArgumentException($"There are {variants.Count} strategies and {problems.Count} questions; a frontier needs at least one strategy and two questions.", nameof(variants));
        var names = options.Probe is null ? variants : [.. variants, options.Probe];
        if (names.Any(static variant => string.IsNullOrEmpty(variant.Name)) || names.GroupBy(static variant => variant.Name).FirstOrDefault(static group => group.Count() > 1) is not null)
            throw new ArgumentException($"Strategies, and the probe, must have different names, but they are {string.Join(", ", names.Select(static variant => $"'{variant.Name}'"))}.", nameof(variants));
        if (problems.Any(static problem => string.IsNullOrEmpty(problem.Id)))
            throw new ArgumentException("Every question needs an id.", nameof(problems));
        if (problems.GroupBy(static problem => problem.Id).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{twice.Count()} questions have the id '{twice.Key}'; each needs its own."), nameof(problems));
    }
}
