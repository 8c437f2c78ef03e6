using System.Globalization;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Suites;

/// <summary>Says a problem in sentences of another kind, for models that read more than the task's grammar.</summary>
internal static class Paraphrase
{
    /// <summary>The paraphrased problem, with the same answer.</summary>
    public static LedgerCase Of(LedgerProblem clean, Draws draws) =>
        new($"{string.Join(' ', clean.Facts.Select(fact => Sentence(fact, draws)))} What is the number of {clean.Item} that {clean.Query} has?", clean.Answer, clean, clean);

    private static string Sentence(LedgerFact fact, Draws draws)
    {
        var other = draws.Chance(0.5);
        var (name, item, first, second) = (fact.Name, fact.Item, fact.First, fact.Second);
        var number = fact.Number.ToString(CultureInfo.InvariantCulture);
        return fact.Relation switch
        {
            LedgerRelation.Constant => other ? $"{name} owns {number} {item}." : $"There are {number} {item} in {name}'s bag.",
            LedgerRelation.More => other ? $"Compared with {first}, {name} has {number} more {item}." : $"{name} owns {number} {item} on top of what {first} owns.",
            LedgerRelation.Fewer => other ? $"Compared with {first}, {name} has {number} fewer {item}." : $"{name} is {number} {item} short of what {first} owns.",
            LedgerRelation.Times => other ? $"For each of the {item} that {first} owns, {name} owns {number}." : $"Multiply the {item} of {first} by {number} to get those of {name}.",
            LedgerRelation.Half => other ? $"{name} owns {item} too, half of what {first} owns." : $"Divide the {item} of {first} by two to get those of {name}.",
            LedgerRelation.Sum => other ? $"Put the {item} of {first} and {second} together, and {name} has just as many." : $"{name} owns the sum of the {item} of {first} and {second}.",
            _ => other ? $"Take as many {item} as {second} owns from those of {first}, and {name} has what is left." : $"{name} owns as many {item} as {first} has beyond {second}.",
        };
    }
}
