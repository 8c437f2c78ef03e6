using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>GPT-2's pre-tokenizer: an optional leading space, an optional split, then bytes spelled as characters.</summary>
/// <param name="addsPrefixSpace">Whether a piece that does not begin with a space gets one.</param>
/// <param name="splits">Whether to cut with GPT-2's pattern.</param>
/// <param name="spellsBytes">False where the subword model reads the text's bytes itself, which is the same and faster.</param>
internal sealed class ByteLevelPreTokenizer(bool addsPrefixSpace, bool splits, bool spellsBytes) : PreTokenizer
{
    private static readonly SplitPreTokenizer Split = new(new Gpt2Pattern(), SplitBehavior.Isolated);

    public bool AddsPrefixSpace => addsPrefixSpace;

    public bool Splits => splits;

    public override void Apply(TextPieces pieces)
    {
        if (addsPrefixSpace)
            AddPrefixSpaces(pieces);
        if (splits)
            Split.Apply(pieces);
        if (spellsBytes)
            SpellBytes(pieces);
    }

    private static void AddPrefixSpaces(TextPieces pieces)
    {
        foreach (var piece in pieces.Pieces)
        {
            var text = pieces.Of(piece);
            var start = pieces.Rewritten.Count;
            if (text[0] != ' ')
                pieces.Rewritten.Add(' ');
            pieces.Rewritten.AddRange(text);
            pieces.EmitRewritten(start);
        }

        pieces.CommitRewrite();
    }

    private static void SpellBytes(TextPieces pieces)
    {
        foreach (var piece in pieces.Pieces)
        {
            var start = pieces.Rewritten.Count;
            ByteCharacters.Append(pieces.Of(piece), pieces.Rewritten);
            pieces.EmitRewritten(start);
        }

        pieces.CommitRewrite();
    }
}
