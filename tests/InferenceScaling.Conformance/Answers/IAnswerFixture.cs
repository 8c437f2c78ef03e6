using System.Text.Json;

namespace InferenceScaling.Conformance.Answers;

/// <summary>Runs the cases of one file about answers. Found by reflection.</summary>
public interface IAnswerFixture
{
    /// <summary>The file's name, such as <c>pairs</c>.</summary>
    string Name { get; }

    /// <summary>Whether a case counts: where reasonable graders differ it does not.</summary>
    bool IsScored(JsonElement test) => true;

    /// <summary>Runs one case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="cases">All cases of the file, for those that sum up the others.</param>
    /// <exception cref="ConformanceException">It fails.</exception>
    void Run(JsonElement test, JsonElement cases);
}
