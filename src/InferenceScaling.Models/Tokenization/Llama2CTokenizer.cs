using System.Buffers.Binary;
using System.Text;
using InferenceScaling.Models.Tokenization.Gguf;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization;

/// <summary>Reads llama2.c's tokenizer.bin: <c>int32 longest; { float32 score; int32 length; byte text[length] }…</c>, little-endian, to the end of the file.</summary>
internal static class Llama2CTokenizer
{
    private const int HeaderBytes = 4;
    private const int TokenHeaderBytes = 8;
    private const int UnknownId = 0;
    private const int BeginningId = 1;
    private const int EndId = 2;
    private const int FirstByteId = 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TokenizerParts Parse(ReadOnlySpan<byte> file)
    {
        var tokens = ReadTokens(file);
        if (tokens.Count <= FirstByteId)
            throw new TokenizerFormatException($"The llama2.c tokenizer has {tokens.Count} tokens; expected <unk>, <s>, </s> and more.");

        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var id = FirstByteId; id < tokens.Count; id++)
            ids.TryAdd(tokens[id].Text, id);
        AddedToken[] added = [new(UnknownId, "<unk>", IsSpecial: true), new(BeginningId, "<s>", IsSpecial: true), new(EndId, "</s>", IsSpecial: true)];
        var vocabulary = new ModelVocabulary(ids, [UnknownId, BeginningId, EndId]);
        var pieces = tokens.Skip(FirstByteId).Where(token => !Decoders.ByteFallbackDecoder.TryParse(token.Text, out _));
        return ScoredPieces.Build(vocabulary, pieces, space: ' ', addsSpacePrefix: true, UnknownId) with
        {
            AddedTokens = added,
            Template = new SequenceTemplate([BeginningId], []),
            EndId = EndId,
        };
    }

    /// <summary>The same vocabulary as SentencePiece writes it, with ▁ for a space.</summary>
    public static GgufVocabulary ToVocabulary(ReadOnlySpan<byte> file)
    {
        var tokens = ReadTokens(file);
        return new()
        {
            Model = "llama",
            Tokens = [.. tokens.Select((token, id) => id switch { UnknownId => "<unk>", BeginningId => "<s>", EndId => "</s>", _ => token.Text.Replace(' ', '\u2581') })],
            Scores = [.. tokens.Select(token => token.Score)],
            TokenTypes = [.. tokens.Select((token, id) => TypeOf(id, token.Text))],
            BeginningOfSequenceId = BeginningId,
            EndOfSequenceId = EndId,
            UnknownId = UnknownId,
        };
    }

    private static GgufTokenType TypeOf(int id, string text) => id switch
    {
        UnknownId => GgufTokenType.Unknown,
        BeginningId or EndId => GgufTokenType.Control,
        _ => Decoders.ByteFallbackDecoder.TryParse(text, out _) ? GgufTokenType.Byte : GgufTokenType.Normal,
    };

    private static List<(string Text, float Score)> ReadTokens(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes)
            throw new TokenizerFormatException($"The llama2.c tokenizer has {file.Length} bytes; expected at least {HeaderBytes}.");
        var longest = BinaryPrimitives.ReadInt32LittleEndian(file);
        var tokens = new List<(string, float)>();
        for (var at = HeaderBytes; at < file.Length;)
        {
            if (file.Length - at < TokenHeaderBytes)
                throw new TokenizerFormatException($"The llama2.c tokenizer ends inside the header of token {tokens.Count}.");
            var score = BinaryPrimitives.ReadSingleLittleEndian(file[at..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
            at += TokenHeaderBytes;
            if (length < 0 || length > longest || length > file.Length - at)
                throw new TokenizerFormatException(
                    $"Token {tokens.Count} of the llama2.c tokenizer has length {length}; expected 0 to {Math.Min(longest, file.Length - at)} (longest token {longest}, {file.Length - at} bytes left).");
            tokens.Add((ReadText(file.Slice(at, length), tokens.Count), score));
            at += length;
        }

        return tokens;
    }

    private static string ReadText(ReadOnlySpan<byte> utf8, int id)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new TokenizerFormatException($"Token {id} of the llama2.c tokenizer is not valid UTF-8.", exception);
        }
    }
}
