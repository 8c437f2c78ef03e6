namespace InferenceScaling.Models.Checkpoints;

/// <summary>Recognises what people point a reader at by mistake, from the first bytes.</summary>
internal static class ForeignFormat
{
    /// <summary>Why the safetensors and not the pickle is read, and how to get one.</summary>
    public const string PickleAdvice =
        "PyTorch pickles are not read, because unpickling executes code found in the file. Convert it once, in an environment you trust: "
        + "python -c \"import torch; from safetensors.torch import save_file; "
        + "save_file({k: v.clone().contiguous() for k, v in torch.load('pytorch_model.bin', weights_only=True, map_location='cpu').items()}, 'model.safetensors')\"";

    /// <summary>A clause that names the format and says what to do, or null for bytes nobody knows.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
            return "it is a Git LFS pointer, a placeholder for the real file. Fetch the file itself with 'git lfs pull'";
        if (start.StartsWith("PK\u0003\u0004"u8))
            return "it is a zip archive, as torch.save writes. " + PickleAdvice;
        if (IsBarePickle(start))
            return "it is a bare Python pickle. " + PickleAdvice;
        if (start.StartsWith("GGUF"u8))
            return "it is a GGUF file. Open it with GgufFile.Open or Checkpoint.Open";
        if (start.StartsWith("lmgg"u8) || start.StartsWith("tjgg"u8) || start.StartsWith("fmgg"u8) || start.StartsWith("algg"u8) || start.StartsWith("GGML"u8) || start.StartsWith("GGJT"u8))
            return "it is a GGML file of the time before GGUF. Convert the original model to GGUF again";
        if (start.StartsWith("<!DOCTYPE"u8) || start.StartsWith("<html"u8) || start.StartsWith("<!doctype"u8))
            return "it is a web page: the download returned an error page instead of the file";
        return null;
    }

    public static bool IsBarePickle(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5;
}
