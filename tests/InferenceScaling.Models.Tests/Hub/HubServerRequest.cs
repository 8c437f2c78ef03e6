namespace InferenceScaling.Models.Tests.Hub;

internal sealed record HubServerRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);
