namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>The Unicode properties that split patterns ask for.</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>Nothing below: symbols, control characters, unassigned.</summary>
    None = 0,

    /// <summary><c>\p{L}</c>.</summary>
    Letter = 1,

    /// <summary><c>\p{N}</c>.</summary>
    Number = 2,

    /// <summary><c>\s</c>.</summary>
    WhiteSpace = 4,

    /// <summary><c>\p{P}</c>.</summary>
    Punctuation = 8,

    /// <summary><c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>: may stand at the head of a capitalised word.</summary>
    WordHead = 16,

    /// <summary><c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c>: may stand in the tail of a capitalised word.</summary>
    WordTail = 32,

    /// <summary><c>\p{M}</c>.</summary>
    Mark = 64,

    /// <summary><c>\w</c>: letters, marks, decimal digits, letter numbers, connector punctuation.</summary>
    Word = 128,
}
