using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>Whole weights.</summary>
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
    }
}
