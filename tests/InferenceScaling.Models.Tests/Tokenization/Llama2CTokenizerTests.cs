using System.Text;
using CsCheck;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Tokenization;

public class Llama2CTokenizerTests
{
    private static readonly (string Text, float Score)[] Tokens =
    [
        ("<unk>", 0), ("\n<s>\n", 0), ("\n</s>\n", 0), .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f)),
        (" t", -1), ("he", -2), (" the", -3), ("in", -4), (" a", -4), ("re", -4), (" there", -5), ("é", -6), (" ", -7), ("t", -8), ("h", -9), ("e", -10), ("i", -11), ("n", -12), ("a", -13), ("r", -14),
    ];

    [Fact]
    public void A_text_begins_with_the_beginning_token_and_a_space()
    {
        var tokenizer = Read(File(Tokens));
        tokenizer.Tokens("there", addSpecialTokens: true).Should().Equal("<s>", " there");
        tokenizer.Encode("").Should().Equal(1);
        tokenizer.Tokens("z").Should().Equal(" ", "<0x7A>");
        tokenizer.Decode(tokenizer.Encode("the é😀 in"), skipSpecialTokens: true).Should().Be("the é😀 in");
        (tokenizer.BeginningOfSequenceId, tokenizer.EndOfSequenceId).Should().Be((1, 2));
    }

    [Fact]
    public void Merging_agrees_with_the_plain_algorithm()
    {
        var tokenizer = Read(File(Tokens));
        Gen.OneOfConst(" ", "t", "h", "e", "i", "n", "a", "r", "é", "z", "中", "the", " there").List[1, 60].Select(string.Concat)
            .Sample(text => tokenizer.Encode(text, addSpecialTokens: false).Should().Equal(EncodePlainly(text, Tokens)), iter: 3000);
    }

    [SkippableFact]
    public void The_tokenizer_of_stories260k_agrees_with_the_plain_algorithm()
    {
        var bytes = System.IO.File.ReadAllBytes(Path.Combine(SharedFixtures.Folder("models/stories260k"), "tok512.bin"));
        var tokenizer = Read(bytes);
        tokenizer.VocabularySize.Should().Be(512);
        const string Story = "Once upon a time, there was a little girl named Lily.\nShe said, \"I can't find it!\" 😀 é";
        tokenizer.Encode(Story, addSpecialTokens: false).Should().Equal(EncodePlainly(Story, ReadPlainly(bytes)));
        tokenizer.Decode(tokenizer.Encode(Story), skipSpecialTokens: true).Should().Be(Story);
    }

    [Fact]
    public void Damaged_files_are_rejected()
    {
        var good = File(Tokens);
        Rejects([]);
        Rejects([1, 2, 3]);
        Rejects(good[..^1]);
        Rejects(good[..10]);
        Rejects(File([("a", 1f)]));
        Rejects(File([.. Tokens, ("x", float.NaN)]));
        byte[] tooLong = [.. good];
        BitConverter.TryWriteBytes(tooLong.AsSpan(8), int.MaxValue).Should().BeTrue();
        Rejects(tooLong);
        BitConverter.TryWriteBytes(tooLong.AsSpan(8), -1).Should().BeTrue();
        Rejects(tooLong);
        Rejects([.. good, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF]);
    }

    // As run.c does it: characters, else bytes; then again and again the best pair.
    private static List<int> EncodePlainly(string text, (string Text, float Score)[] tokens)
    {
        var ids = new Dictionary<string, int>();
        for (var id = 3; id < tokens.Length; id++)
            ids.TryAdd(tokens[id].Text, id);
        var symbols = new List<int>();
        foreach (var rune in (" " + text).EnumerateRunes())
            symbols.AddRange(ids.TryGetValue(rune.ToString(), out var id) ? [id] : Encoding.UTF8.GetBytes(rune.ToString()).Select(value => value + 3));
        while (true)
        {
            var (bestScore, bestAt, bestId) = (float.NegativeInfinity, -1, -1);
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (ids.TryGetValue(tokens[symbols[i]].Text + tokens[symbols[i + 1]].Text, out var id) && tokens[id].Score > bestScore)
                    (bestScore, bestAt, bestId) = (tokens[id].Score, i, id);
            }

            if (bestAt < 0)
                return symbols;
            symbols[bestAt] = bestId;
            symbols.RemoveAt(bestAt + 1);
        }
    }

    private static (string Text, float Score)[] ReadPlainly(byte[] file)
    {
        using var reader = new BinaryReader(new MemoryStream(file));
        reader.ReadInt32();
        var tokens = new List<(string, float)>();
        while (reader.BaseStream.Position < file.Length)
        {
            var score = reader.ReadSingle();
            tokens.Add((Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())), score));
        }

        return [.. tokens];
    }

    private static byte[] File((string Text, float Score)[] tokens)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(tokens.Max(token => Encoding.UTF8.GetByteCount(token.Text)));
        foreach (var (text, score) in tokens)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            writer.Write(score);
            writer.Write(utf8.Length);
            writer.Write(utf8);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static Tokenizer Read(byte[] file) => Tokenizer.FromLlama2C(new MemoryStream(file));

    private static void Rejects(byte[] file) => FluentActions.Invoking(() => Read(file)).Should().Throw<TokenizerFormatException>();
}
