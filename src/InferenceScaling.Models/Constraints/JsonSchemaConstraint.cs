using System.Text.Json;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Constraints;

/// <summary>JSON texts that a JSON schema describes, so that every complete answer can be parsed.</summary>
/// <remarks>
/// Supported are <c>type</c> (one or several), <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>, <c>minItems</c>, <c>maxItems</c>, <c>minLength</c>, <c>maxLength</c>, <c>enum</c>, <c>const</c> and <c>anyOf</c>;
/// other keywords that restrict are refused, annotations are ignored. Where <c>const</c>, <c>enum</c> or <c>anyOf</c> stands, <c>type</c> and its keywords beside it are refused, except a plain <c>type</c>, with which the values must agree.
/// The texts are those that models are asked for, a part of what the schema admits: properties come in the order of the schema and no others come, no white space but one space after a colon or comma,
/// integers have at most 15 digits, fractions at most 15 and exponents at most 2, and a schema that allows any value allows objects and arrays two deep in it.
/// </remarks>
public sealed class JsonSchemaConstraint : TextConstraint
{
    private readonly ByteAutomaton _automaton;

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema as JSON.</param>
    /// <exception cref="ArgumentException">It is malformed, uses something not supported, admits nothing, or its automaton is too large.</exception>
    public JsonSchemaConstraint(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        var builder = new ByteAutomatonBuilder();
        var start = builder.AddState();
        _automaton = builder.Build(start, Read(schema).Add(builder, start));
    }

    /// <summary>The schema.</summary>
    public string Schema { get; }

    /// <inheritdoc/>
    public override int Start => 0;

    /// <inheritdoc/>
    public override int Advance(int state, byte value) => _automaton.Advance(state, value);

    /// <inheritdoc/>
    public override bool Accepts(int state) => _automaton.Accepts(state);

    /// <inheritdoc/>
    public override string ToString() => Schema;

    private static Expression Read(string schema)
    {
        try
        {
            using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return JsonSchemaReader.Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The schema is no JSON: {exception.Message}", nameof(schema), exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the JSON reader throws for strings that are no Unicode text.
            throw new ArgumentException($"The schema has a string that is not Unicode text: {exception.Message}", nameof(schema), exception);
        }
    }
}
