using System.Collections.Frozen;

namespace InferenceScaling.Ledger.Problems;

/// <summary>Numbers as words, "zero" to "ninety-nine".</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly FrozenDictionary<string, int> Values = Enumerable.Range(0, 100).ToFrozenDictionary(Write, StringComparer.Ordinal);

    /// <summary>A number below a hundred in words.</summary>
    public static string Write(int number) => number < 20 ? Small[number] : number % 10 == 0 ? Tens[(number / 10) - 2] : $"{Tens[(number / 10) - 2]}-{Small[number % 10]}";

    /// <summary>The number that a word means, or null.</summary>
    public static int? Read(string word) => Values.TryGetValue(word, out var value) ? value : null;
}
