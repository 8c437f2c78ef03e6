using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.Gguf;
using InferenceScaling.Models.Tokenization.Json;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization;

/// <summary>Turns text into the token ids of a language model and back. Reads Hugging Face's <c>tokenizer.json</c>, GGUF vocabularies and llama2.c's <c>tokenizer.bin</c>.</summary>
/// <remarks>
/// Immutable and thread-safe. Encoding and decoding give the ids and strings of Hugging Face's <c>tokenizers</c> library: byte-pair and unigram models with their normalizers,
/// pre-tokenizers, added tokens, templates and decoders. Files are hostile input: a defect throws <see cref="TokenizerFormatException"/>.
/// </remarks>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly TokenTable _tokens;
    private readonly Dictionary<string, int> _addedIds;
    private readonly TextEncoder _encoder;
    private readonly ConcurrentBag<EncodingWorkspace> _idle = [];

    internal Tokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _tokens = new TokenTable(parts.Vocabulary, parts.AddedTokens, parts.Decoder);
        _addedIds = parts.AddedTokens.ToDictionary(token => token.Content, token => token.Id);
        _encoder = new TextEncoder(parts);
        BeginningOfSequenceId = parts.BeginningId ?? (parts.Template.Prefix is [var first, ..] ? first : null);
        EndOfSequenceId = parts.EndId ?? (parts.Template.Suffix is [.., var last] ? last : null);
    }

    /// <summary>One more than the highest id. Not every id below need be a token.</summary>
    public int VocabularySize => _tokens.Size;

    /// <summary>The token that begins a sequence, where the file's template or vocabulary names one.</summary>
    public int? BeginningOfSequenceId { get; }

    /// <summary>The token that ends a sequence, where the file's template or vocabulary names one. A <c>tokenizer.json</c> seldom does; the model's configuration knows.</summary>
    public int? EndOfSequenceId { get; }

    internal DecoderChain Decoder => _parts.Decoder;

    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TokenizerFormatException">The file is damaged or uses an unsupported component.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tokenizer FromJson(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = File.OpenRead(path);
        try
        {
            return FromJson(stream);
        }
        catch (TokenizerFormatException exception)
        {
            throw new TokenizerFormatException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a <c>tokenizer.json</c> to the end of a stream.</summary>
    /// <param name="stream">UTF-8 JSON of at most 512 MiB.</param>
    /// <exception cref="TokenizerFormatException">The content is damaged or uses an unsupported component.</exception>
    public static Tokenizer FromJson(Stream stream) => FromJson(BoundedStream.ReadToEnd(stream));

    /// <summary>Reads a <c>tokenizer.json</c> from memory.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="TokenizerFormatException">The content is damaged or uses an unsupported component.</exception>
    public static Tokenizer FromJson(ReadOnlySpan<byte> utf8) => new(TokenizerJson.Parse(utf8));

    /// <summary>Builds the tokenizer that a GGUF file's metadata describes.</summary>
    /// <param name="vocabulary">The metadata under <c>tokenizer.ggml</c>.</param>
    /// <exception cref="TokenizerFormatException">The vocabulary contradicts itself or uses an unknown model or pre-tokenizer.</exception>
    public static Tokenizer FromGguf(GgufVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new Tokenizer(GgufTokenizer.Build(vocabulary));
    }

    /// <summary>Reads llama2.c's <c>tokenizer.bin</c>.</summary>
    /// <param name="stream">The longest token's length, then per token a 32-bit float score, a length and UTF-8 bytes.</param>
    /// <exception cref="TokenizerFormatException">The content is damaged.</exception>
    public static Tokenizer FromLlama2C(Stream stream) => new(Llama2CTokenizer.Parse(BoundedStream.ReadToEnd(stream)));

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether to put the template's tokens (such as a beginning-of-sequence token) around it.</param>
    /// <param name="matching">Which added tokens are recognised inside the text.</param>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">An unusual split expression of the file took more than five seconds on this text.</exception>
    public int[] Encode(ReadOnlySpan<char> text, bool addSpecialTokens = true, AddedTokenMatching matching = AddedTokenMatching.All)
    {
        var workspace = EncodeToWorkspace(text, addSpecialTokens, matching);
        var ids = workspace.Ids.Span.ToArray();
        Return(workspace);
        return ids;
    }

    /// <summary>Encodes a text and appends the ids to a writer.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="destination">Receives the ids; not touched where encoding fails.</param>
    /// <param name="addSpecialTokens">Whether to put the template's tokens around it.</param>
    /// <param name="matching">Which added tokens are recognised inside the text.</param>
    public void Encode(ReadOnlySpan<char> text, IBufferWriter<int> destination, bool addSpecialTokens = true, AddedTokenMatching matching = AddedTokenMatching.All)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var workspace = EncodeToWorkspace(text, addSpecialTokens, matching);
        destination.Write(workspace.Ids.Span);
        Return(workspace);
    }

    /// <summary>Encodes a text and appends the ids to a list.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="destination">Receives the ids; not touched where encoding fails.</param>
    /// <param name="addSpecialTokens">Whether to put the template's tokens around it.</param>
    /// <param name="matching">Which added tokens are recognised inside the text.</param>
    public void Encode(ReadOnlySpan<char> text, List<int> destination, bool addSpecialTokens = true, AddedTokenMatching matching = AddedTokenMatching.All)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var workspace = EncodeToWorkspace(text, addSpecialTokens, matching);
        destination.AddRange(workspace.Ids.Span);
        Return(workspace);
    }

    /// <summary>Decodes ids to text. Malformed UTF-8 becomes U+FFFD; ids that are no token are left out.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        if (_parts.Decoder.IsByteLevel)
            return DecodeBytes(ids, skipSpecialTokens);
        var spellings = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if (_tokens.Spelling(id) is { } spelling && !(skipSpecialTokens && IsSpecial(id)))
                spellings.Add(spelling);
        }

        return _parts.Decoder.Decode(spellings);
    }

    /// <summary>The bytes that a token adds to the text, which need not be whole characters; empty where the id is no token.</summary>
    /// <param name="id">A token id.</param>
    /// <remarks>What a decoder cuts off at the very beginning of a text (SentencePiece's first space) is not cut off here.</remarks>
    public ReadOnlySpan<byte> TokenBytes(int id) => _tokens.Bytes(id);

    /// <summary>The id of a token by its spelling in the file, or null.</summary>
    /// <param name="token">The spelling, such as <c>&lt;|im_end|&gt;</c>, or <c>Ġthe</c> for " the" in a byte-level vocabulary.</param>
    public int? TokenId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_addedIds.TryGetValue(token, out var id) || _parts.Vocabulary.TryGetId(token, out id))
            return id;
        return null;
    }

    /// <summary>The spelling of a token in the file, or null where the id is no token.</summary>
    /// <param name="id">A token id.</param>
    public string? TokenSpelling(int id) => _tokens.Spelling(id);

    /// <summary>Whether a token is a control token, which decoding may skip.</summary>
    /// <param name="id">A token id.</param>
    public bool IsSpecial(int id) => _tokens.IsSpecial(id);

    private EncodingWorkspace EncodeToWorkspace(ReadOnlySpan<char> text, bool addSpecialTokens, AddedTokenMatching matching)
    {
        var workspace = _idle.TryTake(out var idle) ? idle : new EncodingWorkspace();
        var ids = workspace.Ids;
        ids.AddRange(addSpecialTokens ? _parts.Template.Prefix : []);
        _encoder.Encode(text, matching, workspace);
        ids.AddRange(addSpecialTokens ? _parts.Template.Suffix : []);
        return workspace;
    }

    private void Return(EncodingWorkspace workspace)
    {
        workspace.Release();
        _idle.Add(workspace);
    }

    private string DecodeBytes(ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        using var utf8 = new PooledBuffer<byte>();
        foreach (var id in ids)
        {
            if (!(skipSpecialTokens && IsSpecial(id)))
                utf8.AddRange(TokenBytes(id));
        }

        return Encoding.UTF8.GetString(utf8.Span);
    }
}
