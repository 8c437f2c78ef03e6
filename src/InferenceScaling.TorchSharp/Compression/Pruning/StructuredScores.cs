using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>How much a whole channel matters: a neuron of a feed-forward layer, or a column of an attention head, with every weight that makes or reads it.</summary>
internal static class StructuredScores
{
    /// <summary>‖x_i‖ · ‖W[:, i]‖: the size of what channel i adds to the outputs of the layer that reads it. Needs no gradients.</summary>
    /// <param name="reader">[out, channels]: the layer that reads the channels, such as the down projection.</param>
    /// <param name="activationNorms">‖x_i‖ of every channel over the calibration tokens.</param>
    /// <returns>[channels].</returns>
    /// <exception cref="ArgumentException">There are not as many norms as channels, or one is negative or not finite.</exception>
    public static double[] ActivationNorm(FiniteMatrix reader, ReadOnlySpan<double> activationNorms)
    {
        ActivationNorms.Check(activationNorms, reader.Columns, $"inputs of '{reader.Name}'");
        var scores = reader.ColumnNorms();
        for (var channel = 0; channel < scores.Length; channel++)
            scores[channel] *= activationNorms[channel];
        return scores;
    }

    /// <summary>The sum of Wanda's scores of every weight that makes or reads a channel.</summary>
    /// <param name="makers">[channels, in]: the layers whose outputs the channels are, such as gate and up projection.</param>
    /// <param name="makerNorms">‖X_j‖ of their common inputs.</param>
    /// <param name="reader">[out, channels].</param>
    /// <param name="readerNorms">‖x_i‖ of the channels.</param>
    /// <returns>[channels].</returns>
    /// <exception cref="ArgumentException">Shapes or norms do not fit.</exception>
    public static double[] Wanda(IReadOnlyList<FiniteMatrix> makers, ReadOnlySpan<double> makerNorms, FiniteMatrix reader, ReadOnlySpan<double> readerNorms)
    {
        var scores = ColumnSums(ImportanceScores.Wanda(reader, readerNorms), reader.Columns);
        foreach (var maker in makers)
        {
            if (maker.Rows != reader.Columns)
                throw new ArgumentException($"'{maker.Name}' makes {maker.Rows} channels, but '{reader.Name}' reads {reader.Columns}.", nameof(makers));
            var each = ImportanceScores.Wanda(maker, makerNorms);
            for (var i = 0; i < each.Length; i++)
                scores[i / maker.Columns] += each[i];
        }

        return scores;
    }

    /// <summary>Adds up scores of weights by row: those of a layer that makes the channels.</summary>
    /// <param name="scores">[channels × any].</param>
    /// <param name="channels">Rows.</param>
    public static double[] RowSums(ReadOnlySpan<double> scores, int channels)
    {
        var sums = new double[channels];
        var columns = Columns(scores, channels);
        for (var i = 0; i < scores.Length; i++)
            sums[i / columns] += scores[i];
        return sums;
    }

    /// <summary>Adds up scores of weights by column: those of a layer that reads the channels.</summary>
    /// <param name="scores">[any × channels].</param>
    /// <param name="channels">Columns.</param>
    public static double[] ColumnSums(ReadOnlySpan<double> scores, int channels)
    {
        var sums = new double[channels];
        _ = Columns(scores, channels);
        for (var i = 0; i < scores.Length; i++)
            sums[i % channels] += scores[i];
        return sums;
    }

    private static int Columns(ReadOnlySpan<double> scores, int channels) => scores.Length % channels == 0
        ? scores.Length / channels
        : throw new ArgumentException($"{scores.Length} scores are no whole rows or columns of {channels} channels.", nameof(scores));
}
