using InferenceScaling.Models;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;

namespace InferenceScaling.Training.Compression;

/// <summary>Adds recovery by distillation to <see cref="ModelCompressor"/>.</summary>
public static class TrainedCompression
{
    private static TrainingOptions Usual { get; } = new() { TotalSteps = 300, Optimizer = new() { AdamW = new() { LearningRate = 1e-3 } }, Schedule = new() { WarmupSteps = 20 } };

    extension(ModelCompressor compressor)
    {
        /// <summary>Adds a distillation: the decoder, cut by the steps before, learns what a teacher says. Before any quantisation.</summary>
        /// <param name="teacher">What is learnt from: usually the model that is compressed. It must live until the compression is done.</param>
        /// <param name="source">Texts to learn on; null for the calibration texts, every place of them. A cut of half the neurons needs thousands of texts.</param>
        /// <param name="options">How it is trained; null for 300 steps of AdamW. Where the compressor keeps its work in a folder, so is the checkpoint.</param>
        /// <param name="distillation">What is learnt of the teacher; null for the defaults.</param>
        /// <param name="device">Where it is trained; null for the CPU in fp32.</param>
        public ModelCompressor DistilFrom(LanguageModel teacher, ITrainingSource? source = null, TrainingOptions? options = null, DistillationOptions? distillation = null, TrainingDevice? device = null)
        {
            ArgumentNullException.ThrowIfNull(compressor);
            ArgumentNullException.ThrowIfNull(teacher);
            return compressor.Then(new DistillationStep(teacher.OpenDecoder, teacher.Identity, source, options ?? Usual, distillation ?? new(), device ?? new()));
        }
    }
}
