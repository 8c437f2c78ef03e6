using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>Reads weights whole.</summary>
internal static class WeightReading
{
    extension(IDecoderWeights weights)
    {
        /// <summary>All elements of a weight, in fp32.</summary>
        public float[] ReadAll(string name)
        {
            var count = 1L;
            foreach (var size in weights.Shape(name))
                count = checked(count * size);
            var values = new float[count];
            weights.Read(name, 0, values);
            return values;
        }

        /// <summary>A matrix, by its name without suffix.</summary>
        public FiniteMatrix ReadMatrix(string name)
        {
            var shape = weights.Shape(name + ".weight");
            return new(name, checked((int)shape[0]), checked((int)shape[1]), weights.ReadAll(name + ".weight"));
        }
    }
}
