using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>What <c>joiner(sep)</c> makes: empty on the first call, the separator afterwards.</summary>
internal sealed class JoinerValue(StringValue separator) : CallableValue
{
    private bool _isUsed;

    public override string TypeName => "Joiner";

    public override Value Call(RenderState state, Arguments arguments)
    {
        var result = _isUsed ? separator : StringValue.Empty;
        _isUsed = true;
        return result;
    }
}
