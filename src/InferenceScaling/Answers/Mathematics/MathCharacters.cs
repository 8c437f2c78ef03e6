using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Writes Unicode mathematics as the LaTeX or ASCII that means the same.</summary>
internal static class MathCharacters
{
    // Characters, and what each of them stands for.
    private static readonly (string Characters, string Replacement)[] Table =
    [
        ("−–﹣－", "-"), ("×·⋅∙∗", "*"), ("÷∕⁄", "/"), ("π", @"\pi "), ("√", @"\sqrt "), ("∞", @"\infty "), ("≤⩽", @"\le "), ("≥⩾", @"\ge "),
        ("≠", @"\ne "), ("≈", @"\approx "), ("∪", @"\cup "), ("∩", @"\cap "), ("∈", @"\in "), ("∅", @"\emptyset "), ("∖", @"\setminus "),
        ("ℝ", @"\mathbb{R}"), ("±", @"\pm "), ("∓", @"\mp "), ("°º", @"^\circ "), ("½", @"\frac{1}{2}"), ("⅓", @"\frac{1}{3}"), ("⅔", @"\frac{2}{3}"),
        ("¼", @"\frac{1}{4}"), ("¾", @"\frac{3}{4}"), ("⅕", @"\frac{1}{5}"), ("⅖", @"\frac{2}{5}"), ("⅗", @"\frac{3}{5}"), ("⅘", @"\frac{4}{5}"),
        ("⅙", @"\frac{1}{6}"), ("⅚", @"\frac{5}{6}"), ("⅛", @"\frac{1}{8}"), ("⅜", @"\frac{3}{8}"), ("⅝", @"\frac{5}{8}"), ("⅞", @"\frac{7}{8}"),
        ("²", "^2"), ("³", "^3"), ("¹", "^1"), ("⁴", "^4"), ("⁵", "^5"), ("⁶", "^6"), ("⁷", "^7"), ("⁸", "^8"), ("⁹", "^9"), ("⁰", "^0"),
        ("α", @"\alpha "), ("β", @"\beta "), ("γ", @"\gamma "), ("δ", @"\delta "), ("θ", @"\theta "), ("λ", @"\lambda "), ("μ", @"\mu "),
        ("σ", @"\sigma "), ("φ", @"\phi "), ("ω", @"\omega "), ("\u00A0", " "), ("\u2009\u202F\u2006", @"\,"), ("\u200B\uFEFF", ""), ("（", "("),
        ("）", ")"), ("，", ","), ("％", "%"), ("：", ":"), ("∣", @"\mid "), ("⟨", @"\langle "), ("⟩", @"\rangle "),
    ];

    private static readonly FrozenDictionary<char, string> Replacements =
        Table.SelectMany(row => row.Characters.Select(character => KeyValuePair.Create(character, row.Replacement))).ToFrozenDictionary();

    public static string Normalize(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (Replacements.TryGetValue(character, out var replacement))
                result.Append(replacement);
            else if (character > 127 && CharUnicodeInfo.GetDecimalDigitValue(character) is >= 0 and var digit)
                result.Append((char)('0' + digit));
            else
                result.Append(character);
        }

        return result.ToString();
    }
}
