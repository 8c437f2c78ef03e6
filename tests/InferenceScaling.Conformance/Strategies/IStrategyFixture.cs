using System.Text.Json;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Runs one file of golden values of a strategy, a stopping rule, a selection or an estimator. Found by reflection.</summary>
internal interface IStrategyFixture
{
    /// <summary>Folder and file, such as <c>rebase/allocation.json</c>.</summary>
    string File { get; }

    /// <summary>Runs every case of the file.</summary>
    void Run(JsonElement root, ConformanceReport report);
}
