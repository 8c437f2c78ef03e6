using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>str.center, ljust, rjust and zfill.</summary>
internal static class Padding
{
    public static StringValue Spaces(RenderState state, int count) =>
        (StringValue)Arithmetic.Apply(state, "*", StringValue.Template(" "), IntegerValue.Of(count));

    public static StringValue Center(RenderState state, StringValue text, int width, StringValue fill)
    {
        var missing = Math.Max(0, width - PythonText.Length(text.Text));
        var left = (missing / 2) + (missing & width & 1);
        return Pad(state, text, left, missing - left, fill);
    }

    public static StringValue Justify(RenderState state, StringValue text, int width, StringValue fill, bool toRight)
    {
        var missing = Math.Max(0, width - PythonText.Length(text.Text));
        return toRight ? Pad(state, text, missing, 0, fill) : Pad(state, text, 0, missing, fill);
    }

    public static StringValue ZeroFill(RenderState state, StringValue text, int width)
    {
        var sign = text.Text.Length > 0 && text.Text[0] is '+' or '-' ? 1 : 0;
        var filled = Justify(state, text.Slice(sign, text.Text.Length), width - sign, StringValue.Template("0"), toRight: true);
        return Arithmetic.Concatenate(state, text.Slice(0, sign), filled);
    }

    private static StringValue Pad(RenderState state, StringValue text, int left, int right, StringValue fill)
    {
        if (PythonText.Length(fill.Text) != 1)
            throw state.Error("The fill character must be one character");
        var before = (StringValue)Arithmetic.Apply(state, "*", fill, IntegerValue.Of(left));
        var after = (StringValue)Arithmetic.Apply(state, "*", fill, IntegerValue.Of(right));
        return Arithmetic.Concatenate(state, Arithmetic.Concatenate(state, before, text), after);
    }
}
