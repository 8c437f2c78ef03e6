namespace InferenceScaling.Models.Hub;

/// <summary>Options with the gaps filled from the environment, and checked.</summary>
internal sealed record HubSettings
{
    private static readonly Uri DefaultEndpoint = new("https://huggingface.co");

    public required HubOptions Options { get; init; }

    public required Uri Endpoint { get; init; }

    public required string? Token { get; init; }

    public required string CacheFolder { get; init; }

    public required bool Offline { get; init; }

    public TimeProvider Time => Options.TimeProvider;

    /// <param name="options">What the caller says.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static HubSettings Resolve(HubOptions options, Func<string, string?> variable)
    {
        Check(options);
        var endpoint = options.Endpoint ?? (Named("HF_ENDPOINT") is { } address ? Parse(address) : DefaultEndpoint);
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw new ArgumentException($"{nameof(HubOptions.Endpoint)} is '{endpoint}'; expected an absolute http or https address.", nameof(options));
        return new()
        {
            Options = options,
            Endpoint = endpoint,
            Token = options.Token ?? Named("HF_TOKEN"),
            CacheFolder = Path.GetFullPath(options.CacheFolder ?? Named("HF_HUB_CACHE") ?? Path.Combine(Named("HF_HOME") ?? Home(), "hub")),
            Offline = options.Offline ?? Named("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
        };

        string? Named(string name) => variable(name) is { Length: > 0 } value ? value : null;

        string Home() => Path.Combine(Named("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface");
    }

    private static Uri Parse(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? uri
        : throw new ArgumentException($"The environment variable HF_ENDPOINT is '{address}'; expected an absolute http or https address.");

    private static void Check(HubOptions options)
    {
        if (options.MaxAttempts is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxAttempts, $"{nameof(HubOptions.MaxAttempts)} is {options.MaxAttempts}; expected 1 to 100.");
        if (options.StallTimeout <= TimeSpan.Zero || options.StallTimeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(options), options.StallTimeout, $"{nameof(HubOptions.StallTimeout)} is {options.StallTimeout}; expected more than zero and at most a day.");
        if (options.MaxRetryDelay < TimeSpan.Zero || options.MaxRetryDelay > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxRetryDelay, $"{nameof(HubOptions.MaxRetryDelay)} is {options.MaxRetryDelay}; expected zero to a day.");
        if (options.MaxFileLength < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxFileLength, $"{nameof(HubOptions.MaxFileLength)} is {options.MaxFileLength}; expected at least 1.");
        if (!options.Revision.Split('/').All(HubPath.IsToken))
            throw new ArgumentException($"{nameof(HubOptions.Revision)} is '{options.Revision}'; expected a branch, a tag or a commit.", nameof(options));
        if (options.File is { } file && (!HubPath.IsSafe(file) || !file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"{nameof(HubOptions.File)} is '{file}'; expected the path of a .gguf file in the repository.", nameof(options));
    }
}
