using System.Text;

namespace InferenceScaling.Answers;

/// <summary>Short free text: what follows the last "Answer:" or, without one, the last line that is not empty. Equal up to case, spaces and closing punctuation.</summary>
internal sealed class TextAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var answer = AnswerMarker.After(text) ?? LastLine(text);
        return answer.Length == 0 ? null : answer;
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var key = new StringBuilder(answer.Length);
        foreach (var character in answer)
        {
            if (!char.IsWhiteSpace(character))
                key.Append(char.ToLowerInvariant(character));
            else if (key.Length > 0 && key[^1] != ' ')
                key.Append(' ');
        }

        var end = key.Length;
        while (end > 1 && key[end - 1] is '.' or '!' or ' ' or '*')
            end--;
        return key.ToString(0, end);
    }

    private static string LastLine(string text)
    {
        var rest = text.AsSpan().TrimEnd();
        return rest[(rest.LastIndexOf('\n') + 1)..].Trim().ToString();
    }
}
