using System.Text;
using InferenceScaling.Models.Constraints;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>JSON schemas as constraints.</summary>
public sealed class JsonSchemaTarget : IFuzzTarget
{
    public string Name => "json-schema";

    public IReadOnlyList<string> Vocabulary => [.. JsonPieces.All, "\"type\":\"object\",", "\"$ref\":\"#\",", "\"anyOf\":[{}],", "\"enum\":[1,\"a\"],", "\"maxItems\":99999,", "\"minLength\":99999,", "\"required\":[\"x\"],", "\"items\":{},"];

    // An automaton of the largest size allowed, and what making it takes.
    public long AllocationAllowance => 160L << 20;

    public bool Read(ReadOnlySpan<byte> input)
    {
        try
        {
            RegexTarget.Walk(new JsonSchemaConstraint(Encoding.UTF8.GetString(input)));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Dispose()
    {
    }
}
