using System.Collections.Immutable;
using System.Runtime.InteropServices;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Tests.Architectures;

/// <summary>Tensors in GPTQ's layout, spelt out code by code.</summary>
internal static class GptqFolder
{
    /// <summary>The tensors of a decoder: matrices in integers by this layout, the rest in fp32.</summary>
    public static List<SafetensorsTensor> Tensors(DecoderConfig config, IDecoderWeights weights, bool zerosLessOne)
    {
        var recipe = RecipeCatalog.All.Single(recipe => recipe.ModelType == config.Family);
        var tensors = new List<SafetensorsTensor>();
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var name = WeightName.Parse(weight.Name);
            var tensor = (name.Part == "head" ? recipe.LocateHead(config, name) : recipe.Locate(config, name, recipe.Prefixes[0])).Tensor;
            if (weights.Quantization(weight.Name) is not null)
                tensors.AddRange(Matrix(tensor[..^".weight".Length], weights.ReadQuantized(weight.Name), zerosLessOne));
            else
                tensors.Add(SafetensorsTensor.FromSingles(tensor, weight.Shape, Values(weights, weight)));
        }

        return tensors;
    }

    private static IEnumerable<SafetensorsTensor> Matrix(string module, QuantizedMatrix matrix, bool zerosLessOne)
    {
        var bits = matrix.Format.Bits;
        var perWord = 32 / bits;
        var codes = new int[matrix.Inputs / perWord * matrix.Outputs];
        for (var input = 0; input < matrix.Inputs; input++)
        {
            for (var output = 0; output < matrix.Outputs; output++)
                codes[(input / perWord * matrix.Outputs) + output] |= matrix.Codes[(output * matrix.Inputs) + input] << (input % perWord * bits);
        }

        var width = matrix.Outputs / perWord;
        var (zeros, scales) = (new int[matrix.Groups * width], new float[matrix.Groups * matrix.Outputs]);
        for (var group = 0; group < matrix.Groups; group++)
        {
            for (var output = 0; output < matrix.Outputs; output++)
            {
                var zero = (matrix.Zero(output, group) - (zerosLessOne ? 1 : 0)) & matrix.Format.LargestCode;
                zeros[(group * width) + (output / perWord)] |= zero << (output % perWord * bits);
                scales[(group * matrix.Outputs) + output] = matrix.Scales[(output * matrix.Groups) + group];
            }
        }

        yield return Integers(module + ".qweight", [matrix.Inputs / perWord, matrix.Outputs], codes);
        yield return Integers(module + ".qzeros", [matrix.Groups, width], zeros);
        yield return SafetensorsTensor.FromSingles(module + ".scales", [matrix.Groups, matrix.Outputs], scales);
        yield return Integers(module + ".g_idx", [matrix.Inputs], [.. Enumerable.Range(0, matrix.Inputs).Select(matrix.Group)]);
    }

    private static SafetensorsTensor Integers(string name, ImmutableArray<long> shape, int[] values) => new(name, TensorType.I32, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static float[] Values(IDecoderWeights weights, WeightShape weight)
    {
        var values = new float[weight.ElementCount];
        weights.Read(weight.Name, 0, values);
        return values;
    }
}
