using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Loading;

/// <summary>Names a model with what decides its answers.</summary>
internal static class ModelIdentity
{
    public static string Of(LanguageModelParts parts, LanguageModelOptions options, DecoderConfig config)
    {
        var layout = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Prompting}|{options.ContextLength}|{parts.Tokenizer.VocabularySize}|{string.Join(',', parts.EndOfText)}|{string.Join('|', options.StepDelimiters.Select(static delimiter => $"{delimiter.Length}:{delimiter}"))}|{parts.Template?.Source}");
        var name = parts.Identity ?? string.Create(CultureInfo.InvariantCulture, $"{config.Family} of {config.LayerCount} layers");
        return $"{name}, text {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout)).AsSpan(0, 4))}";
    }
}
