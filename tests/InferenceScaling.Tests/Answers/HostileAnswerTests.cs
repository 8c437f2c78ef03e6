using InferenceScaling.Answers;

namespace InferenceScaling.Tests.Answers;

[Collection(nameof(Alone))]
public class HostileAnswerTests
{
    // What is not linear takes minutes at these lengths; a slow machine takes a third of a second for what is, not optimised.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static TheoryData<string, string> Texts => new()
    {
        { "braces", new string('{', 1_000_000) },
        { "closed braces", new string('{', 500_000) + new string('}', 500_000) },
        { "boxes", string.Concat(Enumerable.Repeat(@"\boxed{", 150_000)) },
        { "closed boxes", string.Concat(Enumerable.Repeat(@"\boxed{", 100_000)) + new string('}', 100_000) },
        { "brackets", new string('(', 900) + "1" + new string(')', 900) },
        { "many brackets", new string('(', 500_000) },
        { "fractions", string.Concat(Enumerable.Repeat(@"1\frac{", 250)) + "1" + string.Concat(Enumerable.Repeat("}{2}", 250)) },
        { "mixed fractions", string.Concat(Enumerable.Repeat(@"\frac1", 300)) },
        { "roots", string.Concat(Enumerable.Repeat(@"\sqrt", 390)) + "2" },
        { "nested text", string.Concat(Enumerable.Repeat(@"\text{", 280)) + "1" + new string('}', 280) },
        { "signs", new string('-', 1900) + "1" },
        { "bars", new string('|', 1900) },
        { "factorials", "9" + new string('!', 1900) },
        { "huge factorial", "1000000000!" },
        { "factorial of a factorial", "1000!!" },
        { "huge power", "10^{1000000000}" },
        { "power tower", "9^{9^{9^{9^{9}}}}" },
        { "tower of twos", string.Concat(Enumerable.Repeat("2^", 400)) + "2" },
        { "huge exponent", "1e999999999" },
        { "many digits", new string('9', 1990) },
        { "product of many digits", string.Join('*', Enumerable.Repeat(new string('7', 200), 9)) },
        { "power of many digits", $"({new string('7', 900)}/{new string('3', 900)})^{{20}}" },
        { "exact powers", string.Join('+', Enumerable.Range(2, 200).Select(n => $"{n}^999")) },
        { "powers of a variable", string.Join('+', Enumerable.Range(1, 200).Select(n => $"x^{{{n}}}")) },
        { "nested powers", string.Concat(Enumerable.Repeat("(", 40)) + "x" + string.Concat(Enumerable.Repeat("+1)^2", 40)) },
        { "sines", string.Join('+', Enumerable.Range(1, 250).Select(n => $@"\sin {n}x")) },
        { "nested sines", string.Concat(Enumerable.Repeat(@"\sin ", 100)) + "x" },
        { "huge sine", @"\sin(10^{300})" },
        { "exponentials", string.Concat(Enumerable.Repeat(@"\exp(", 40)) + "1" + new string(')', 40) },
        { "binomial", @"\binom{1000000000}{500000000}" },
        { "binomials", string.Join('+', Enumerable.Range(0, 150).Select(n => $@"\binom{{9999}}{{{900 + n}}}")) },
        { "huge root", @"\sqrt[1000000000]{2}" },
        { "deep unions", string.Join(@"\cup", Enumerable.Range(0, 150).Select(n => $"({n},{n + 1})")) },
        { "long set", @"\{" + string.Join(',', Enumerable.Range(0, 500)) + @"\}" },
        { "plus-minus", string.Join(',', Enumerable.Repeat(@"\pm x\pm y", 150)) },
        { "matrix", @"\begin{pmatrix}" + string.Join(@"\\", Enumerable.Repeat("x&y", 200)) + @"\end{pmatrix}" },
        { "half an environment", @"\begin{pmatrix}" },
        { "unknown commands", string.Concat(Enumerable.Repeat(@"\a", 900)) },
        { "subscripts", "x" + string.Concat(Enumerable.Repeat("_{1", 600)) },
        { "announcements", string.Concat(Enumerable.Repeat("the answer is ", 70_000)) },
        { "dollars", "The answer is " + new string('$', 500_000) },
        { "spaces", "The answer is " + new string(' ', 1_000_000) + "x" },
        { "lines", string.Concat(Enumerable.Repeat("A:\n", 300_000)) },
        { "thinking", string.Concat(Enumerable.Repeat("<think>", 140_000)) },
        { "surrogates", new string('\uD800', 100_000) },
        { "zero", "\0\0\0" },
        { "json", new string('[', 1_000_000) },
        { "json in pieces", string.Concat(Enumerable.Repeat("{x} ", 250_000)) },
        { "json exponent", "[1e" + new string('9', 400) + "]" },
        { "fences", string.Concat(Enumerable.Repeat("```\n", 200_000)) },
        { "notes", string.Concat(Enumerable.Repeat("<<1", 300_000)) },
        { "commas", string.Concat(Enumerable.Repeat("1,111", 200_000)) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_text_takes_bounded_time_and_memory(string name, string text)
    {
        name.Should().NotBeNull();
        foreach (var domain in (AnswerDomain[])[AnswerDomain.Math, AnswerDomain.Number, AnswerDomain.Text, AnswerDomain.Choice, AnswerDomain.YesNo, AnswerDomain.Json, AnswerDomain.Code])
        {
            InTime(() => domain.Extract(text));
            InTime(() => domain.Canonicalize(text));
            InTime(() => domain.AreEquivalent(text, text + " ")).Should().NotBe(Equivalence.Different);
        }
    }

    private static T InTime<T>(Func<T> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = work();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(256L << 20);
        ProcessorTime.BestOfThree(work, Limit).Should().BeLessThan(Limit);
        return result;
    }

    /// <summary>Tests that measure run alone.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
