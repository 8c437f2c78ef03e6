using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Allocation.Difficulty;

/// <summary>
/// Predicts how likely one sample solves a question, from <see cref="DifficultyFeatures"/> (Damani et al. 2024, "Learning How Hard to Think"; Snell et al. 2024).
/// A logistic head on standardised numbers, with a ridge; then calibrated by predictions of rows that the head did not see.
/// </summary>
/// <remarks>Immutable. The ridge and the held-out calibration keep it honest where there are more numbers than questions, as with hidden states.</remarks>
public sealed class DifficultyModel
{
    private const int Folds = 5;
    private const int Version = 1;
    private const double Margin = 1e-6;
    private readonly DifficultyModelData _data;

    private DifficultyModel(DifficultyModelData data) => _data = data;

    /// <summary>How many numbers a question has.</summary>
    public int FeatureCount => _data.Weights.Length;

    /// <summary>Learns from questions of known difficulty.</summary>
    /// <param name="features">The numbers of each question, the same count for all.</param>
    /// <param name="success">The share of each question's samples that were right, in [0, 1]; for a single sample 0 or 1.</param>
    /// <param name="penalty">Strength of the ridge on standardised numbers, above 0. The more numbers a question, the larger.</param>
    /// <exception cref="ArgumentException">There are fewer than 10 questions, lengths differ, or a number is not finite.</exception>
    public static DifficultyModel Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> success, double penalty = 1)
    {
        Check(features, success);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);

        // Every fifth row is predicted by a head that was learned from the others.
        var unseen = new double[success.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var held = fold;
            var rest = Enumerable.Range(0, success.Count).Where(row => row % Folds != held).ToArray();
            var head = FitHead([.. rest.Select(row => features[row])], [.. rest.Select(row => success[row])], penalty);
            for (var row = fold; row < success.Count; row += Folds)
                unseen[row] = Logit(head, features[row]);
        }

        var calibration = LogisticRegression.Fit([.. unseen.Select(static logit => new[] { logit })], success, penalty: 1e-3);

        // Predictions that rank the wrong way round say nothing: only the base rate is left.
        var rate = Math.Clamp(success.Average(), Margin, 1 - Margin);
        var (slope, intercept) = calibration[0] > 0 ? (calibration[0], calibration[1]) : (0, Math.Log(rate / (1 - rate)));
        return new(FitHead(features, success, penalty) with { Slope = slope, Intercept = intercept });
    }

    /// <summary>The probability that one sample solves the question.</summary>
    /// <param name="features">The question's numbers.</param>
    /// <exception cref="ArgumentException">There are more or fewer than <see cref="FeatureCount"/>.</exception>
    public double PredictSuccess(IReadOnlyList<double> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count != FeatureCount)
            throw new ArgumentException($"The question has {features.Count} numbers, and the model was learned from {FeatureCount}; take them from the same samples and the same kind of model.", nameof(features));
        return LogisticRegression.Sigmoid((_data.Slope * Logit(_data, features)) + _data.Intercept);
    }

    /// <summary>The model as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(_data, DifficultyJsonContext.Default.DifficultyModelData);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="InvalidDataException">It is no such model.</exception>
    public static DifficultyModel FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        DifficultyModelData? data;
        try
        {
            data = JsonSerializer.Deserialize(json, DifficultyJsonContext.Default.DifficultyModelData);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Not a difficulty model: {exception.Message}", exception);
        }

        if (data is null || data.Version != Version)
            throw new InvalidDataException($"A difficulty model of version {Version} was expected, but found {(data is null ? "null" : data.Version)}.");
        if (data.Weights.IsDefaultOrEmpty || data.Means.IsDefault || data.Scales.IsDefault || data.Means.Length != data.Weights.Length || data.Scales.Length != data.Weights.Length)
            throw new InvalidDataException("A difficulty model has as many means and scales as weights, and at least one.");
        if (!data.Weights.Concat(data.Means).Append(data.Bias).Append(data.Slope).Append(data.Intercept).All(double.IsFinite) || !data.Scales.All(static scale => scale > 0 && double.IsFinite(scale)) || data.Slope < 0)
            throw new InvalidDataException("A difficulty model's numbers must be finite, its scales above 0 and its slope not negative.");
        return new(data);
    }

    private static DifficultyModelData FitHead(IReadOnlyList<double[]> features, IReadOnlyList<double> success, double penalty)
    {
        var (rows, size) = (features.Count, features[0].Length);
        var (means, scales) = (new double[size], new double[size]);
        for (var column = 0; column < size; column++)
        {
            means[column] = features.Average(row => row[column]);
            var deviation = Math.Sqrt(features.Average(row => (row[column] - means[column]) * (row[column] - means[column])));

            // What never changes has no weight anyway.
            scales[column] = deviation > 1e-9 * Math.Max(1, Math.Abs(means[column])) ? deviation : 1;
        }

        double[][] standard = [.. features.Select(row => row.Select((value, column) => (value - means[column]) / scales[column]).ToArray())];
        var weights = size <= rows ? LogisticRegression.Fit(standard, success, penalty) : RidgeInSamples.Fit(standard, success, penalty);
        return new() { Version = Version, Means = [.. means], Scales = [.. scales], Weights = [.. weights[..size]], Bias = weights[size], Slope = 1 };
    }

    private static double Logit(DifficultyModelData data, IReadOnlyList<double> features)
    {
        var sum = data.Bias;
        for (var index = 0; index < features.Count; index++)
            sum += data.Weights[index] * (features[index] - data.Means[index]) / data.Scales[index];
        return Math.Clamp(sum, -50, 50);
    }

    private static void Check(IReadOnlyList<double[]> features, IReadOnlyList<double> success)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(success);
        if (features.Count != success.Count || features.Count < 2 * Folds)
            throw new ArgumentException($"There are {features.Count} questions with numbers and {success.Count} with a rate of success; there must be as many of both, and at least {2 * Folds}.", nameof(success));
        if (features[0] is not { Length: > 0 } first || features.Any(row => row.Length != first.Length || !row.All(double.IsFinite)))
            throw new ArgumentException("Every question must have the same count of finite numbers, at least one.", nameof(features));
        if (!success.All(static rate => rate is >= 0 and <= 1))
            throw new ArgumentException("Rates of success must be 0 to 1.", nameof(success));
    }
}
