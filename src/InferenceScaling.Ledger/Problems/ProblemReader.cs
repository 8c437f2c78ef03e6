using System.Text.RegularExpressions;

namespace InferenceScaling.Ledger.Problems;

/// <summary>Reads the sentences of a Ledger problem.</summary>
internal static partial class ProblemReader
{
    /// <summary>Reads a text.</summary>
    /// <exception cref="ArgumentException">The text is no Ledger problem; the message says where and why.</exception>
    public static LedgerStatement Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var facts = new List<(Sentence Sentence, LedgerFact Fact)>();
        (Sentence Sentence, string Item, string Name)? question = null;
        foreach (var sentence in Sentences(text))
        {
            if (!sentence.IsQuestion)
                facts.Add((sentence, ReadFact(sentence)));
            else if (question is null)
                question = ReadQuestion(sentence);
            else
                throw sentence.Wrong("a Ledger problem asks one question, and this is the second.");
        }

        if (question is not { } asked)
            throw new ArgumentException("A Ledger problem asks a question, such as 'How many coins does Ana have?', and this text has none.", nameof(text));
        return FactSolver.Solve(facts, asked.Sentence, asked.Name, asked.Item);
    }

    private static IEnumerable<Sentence> Sentences(string text)
    {
        var words = new List<string>();
        var number = 1;
        foreach (Match match in Word().Matches(text))
        {
            words.Add(match.Value);
            if (words[^1] is not ("." or "?"))
                continue;
            yield return new(number++, words);
            words = [];
        }

        if (words.Count > 0)
            throw new Sentence(number, words).Wrong("a sentence ends with '.', the question with '?'.");
    }

    private static LedgerFact ReadFact(Sentence sentence)
    {
        var name = sentence.Name();
        sentence.Skip("has");
        LedgerFact fact;
        if (sentence.TryNumber(out var number))
            fact = ReadCounted(sentence, name, number);
        else if (sentence.TrySkip("half"))
            fact = new(name, LedgerRelation.Half, AsMany(sentence), 2, sentence.Name(), null, 0);
        else if (sentence.Next == "as")
            fact = ReadCombined(sentence, name, AsMany(sentence));
        else
            throw sentence.Unexpected("a number, 'half as many' or 'as many'");
        sentence.Skip(".");
        return fact;
    }

    private static LedgerFact ReadCounted(Sentence sentence, string name, int number)
    {
        if (sentence.TrySkip("times"))
            return new(name, LedgerRelation.Times, AsMany(sentence), number, sentence.Name(), null, 0);
        var relation = sentence.TrySkip("more") ? LedgerRelation.More : sentence.TrySkip("fewer") ? LedgerRelation.Fewer : LedgerRelation.Constant;
        var item = sentence.Item();
        if (relation == LedgerRelation.Constant)
            return new(name, relation, item, number, null, null, 0);
        sentence.Skip("than");
        return new(name, relation, item, number, sentence.Name(), null, 0);
    }

    private static LedgerFact ReadCombined(Sentence sentence, string name, string item)
    {
        var isDifference = sentence.TrySkip("the");
        if (isDifference)
            sentence.Skip("difference", "between");
        var first = sentence.Name();
        sentence.Skip("and");
        var second = sentence.Name();
        if (!isDifference)
            sentence.Skip("together");
        return new(name, isDifference ? LedgerRelation.Difference : LedgerRelation.Sum, item, 0, first, second, 0);
    }

    private static string AsMany(Sentence sentence)
    {
        sentence.Skip("as", "many");
        var item = sentence.Item();
        sentence.Skip("as");
        return item;
    }

    private static (Sentence Sentence, string Item, string Name) ReadQuestion(Sentence sentence)
    {
        sentence.Skip("How", "many");
        var item = sentence.Item();
        sentence.Skip("does");
        var name = sentence.Name();
        sentence.Skip("have", "?");
        return (sentence, item, name);
    }

    [GeneratedRegex(@"[.?]|[^\s.?]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
